namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What snapshots hold on the disk, and what removing some of them would free: the bytes of a file live as long as any snapshot links it. Kept as spans, the bytes that are in all
/// snapshots from one to another; a file is linked from one snapshot to the next only, so it is in a row of them. Sizes are those of the files, not the blocks of a disk.
/// </summary>
public sealed class SnapshotSizes
{
    private readonly int _count;
    private readonly IReadOnlyList<(int First, int Last, long Bytes)> _spans;

    internal SnapshotSizes(int count, IReadOnlyList<(int First, int Last, long Bytes)> spans, bool isExact)
    {
        (_count, _spans, IsExact) = (count, spans, isExact);
    }

    /// <summary>True: found from which snapshot holds which inode. False: worked out from the totals that each snapshot tells.</summary>
    public bool IsExact { get; }

    /// <summary>What can be known without reading any list of files: of what vanished between two snapshots, it was what had come last (logs, builds and the like).</summary>
    public static SnapshotSizes Estimate(IReadOnlyList<RetentionCandidate> oldestFirst)
    {
        var spans = new List<(int First, int Last, long Bytes)>();
        var alive = new Stack<(int First, long Bytes)>();
        long before = 0;
        for (int i = 0; i < oldestFirst.Count; i++)
        {
            long total = Math.Max(0, oldestFirst[i].TotalBytes);
            long fresh = Math.Max(Math.Clamp(oldestFirst[i].CopiedBytes, 0, total), total - before);
            for (long gone = before + fresh - total; gone > 0;)
            {
                (int first, long bytes) = alive.Pop();
                spans.Add((first, i - 1, Math.Min(bytes, gone)));
                if (bytes > gone)
                    alive.Push((first, bytes - gone));
                gone -= Math.Min(bytes, gone);
            }

            if (fresh > 0)
                alive.Push((i, fresh));
            before = total;
        }

        foreach ((int first, long bytes) in alive)
            spans.Add((first, oldestFirst.Count - 1, bytes));
        return new SnapshotSizes(oldestFirst.Count, spans, isExact: false);
    }

    /// <summary>What those that stay hold together.</summary>
    /// <param name="stays">One for each snapshot, oldest first.</param>
    public long Total(IReadOnlyList<bool> stays)
    {
        int[] staying = Staying(stays);
        return _spans.Sum(span => staying[span.Last + 1] > staying[span.First] ? span.Bytes : 0);
    }

    /// <summary>What only this one of those that stay holds: what removing it frees.</summary>
    public long OnlyIn(int index, IReadOnlyList<bool> stays)
    {
        int[] staying = Staying(stays);
        return _spans.Sum(span => span.First <= index && index <= span.Last && staying[span.Last + 1] - staying[span.First] == 1 && stays[index] ? span.Bytes : 0);
    }

    /// <summary>What all of them hold together.</summary>
    public long Total() => _spans.Sum(span => span.Bytes);

    /// <summary>What only this one holds.</summary>
    public long OnlyIn(int index) => _spans.Sum(span => span.First == index && span.Last == index ? span.Bytes : 0);

    /// <summary>What this one holds and no older one.</summary>
    public long NewIn(int index) => _spans.Sum(span => span.First == index ? span.Bytes : 0);

    /// <summary>What a reader of this one sees.</summary>
    public long SeenIn(int index) => _spans.Sum(span => span.First <= index && index <= span.Last ? span.Bytes : 0);

    private int[] Staying(IReadOnlyList<bool> stays)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stays.Count, _count);
        var sums = new int[_count + 1];
        for (int i = 0; i < _count; i++)
            sums[i + 1] = sums[i] + (stays[i] ? 1 : 0);
        return sums;
    }
}
