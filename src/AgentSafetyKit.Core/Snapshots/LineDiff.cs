namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finds which lines two texts have in common, by the algorithm of Myers ("An O(ND) Difference Algorithm and Its Variations", 1986). Where they differ in more than <see cref="MostEdits"/> lines, what lies between
/// the common beginning and end counts as replaced altogether: correct, only longer than needed, and never slow.
/// </summary>
internal sealed class LineDiff
{
    internal const int MostEdits = 2000;
    private readonly int[] _old;
    private readonly int[] _new;
    private readonly bool[] _deleted;
    private readonly bool[] _added;

    private LineDiff(int[] old, int[] now)
    {
        (_old, _new) = (old, now);
        (_deleted, _added) = (new bool[old.Length], new bool[now.Length]);
    }

    /// <summary>Which lines of the old side have no counterpart, and which of the new side.</summary>
    public static (bool[] Deleted, bool[] Added) Of(IReadOnlyList<ReadOnlyMemory<byte>> old, IReadOnlyList<ReadOnlyMemory<byte>> now)
    {
        var numbers = new Dictionary<ReadOnlyMemory<byte>, int>(new LineContent());
        int[] Numbered(IReadOnlyList<ReadOnlyMemory<byte>> lines)
        {
            var result = new int[lines.Count];
            for (int i = 0; i < result.Length; i++)
            {
                if (!numbers.TryGetValue(lines[i], out result[i]))
                    numbers[lines[i]] = result[i] = numbers.Count;
            }

            return result;
        }

        var diff = new LineDiff(Numbered(old), Numbered(now));
        diff.Run();
        return (diff._deleted, diff._added);
    }

    private void Run()
    {
        int start = _old.AsSpan().CommonPrefixLength(_new);
        int oldEnd = _old.Length, newEnd = _new.Length;
        while (oldEnd > start && newEnd > start && _old[oldEnd - 1] == _new[newEnd - 1])
            (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1);
        if (!TrySearch(start, oldEnd - start, newEnd - start))
        {
            _deleted.AsSpan(start, oldEnd - start).Fill(true);
            _added.AsSpan(start, newEnd - start).Fill(true);
        }
    }

    /// <summary>Greedy forward search; the furthest points of every step are kept to walk back along them.</summary>
    private bool TrySearch(int start, int oldLength, int newLength)
    {
        int most = Math.Min(oldLength + newLength, MostEdits);
        var furthest = new int[(2 * most) + 3];
        int middle = most + 1;
        var steps = new List<int[]>();
        for (int edits = 0; edits <= most; edits++)
        {
            for (int diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                int x = IsDown(furthest, middle, diagonal, edits) ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1;
                int y = x - diagonal;
                while (x < oldLength && y < newLength && _old[start + x] == _new[start + y])
                    (x, y) = (x + 1, y + 1);
                furthest[middle + diagonal] = x;
                if (x >= oldLength && y >= newLength)
                {
                    WalkBack(start, oldLength, newLength, steps, edits);
                    return true;
                }
            }

            steps.Add(furthest.AsSpan(middle - edits - 1, (2 * edits) + 3).ToArray());
        }

        return false;
    }

    private void WalkBack(int start, int x, int y, List<int[]> steps, int edits)
    {
        for (; edits > 0; edits--)
        {
            int[] before = steps[edits - 1];
            int middle = edits, diagonal = x - y;
            bool down = IsDown(before, middle, diagonal, edits);
            int previous = down ? diagonal + 1 : diagonal - 1;
            int fromX = before[middle + previous], fromY = fromX - previous;
            if (down)
                _added[start + fromY] = true;
            else
                _deleted[start + fromX] = true;
            (x, y) = (fromX, fromY);
        }
    }

    private static bool IsDown(int[] furthest, int middle, int diagonal, int edits) =>
        diagonal == -edits || (diagonal != edits && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]);

    private sealed class LineContent : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);

        public int GetHashCode(ReadOnlyMemory<byte> line)
        {
            var hash = default(HashCode);
            hash.AddBytes(line.Span);
            return hash.ToHashCode();
        }
    }
}
