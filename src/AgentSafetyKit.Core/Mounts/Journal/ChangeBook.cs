using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Mounts.Journal;

/// <summary>
/// Gathers what a guest does until somebody takes it (<see cref="Take"/>): the same done to the same path again is a number that grows, so that a million writes to one file are one event. What is gathered is bounded: beyond that,
/// what is done to further paths is counted by its kind alone.
/// </summary>
public sealed class ChangeBook(TimeProvider time) : IMountJournal
{
    /// <summary>Different changes between two takings that are told path by path.</summary>
    public const int MostEvents = 4096;

    private const int MostBytes = 1 << 20, LongestKey = (2 * GuestPath.LongestPath) + 2;

    private readonly Lock _gate = new();
    private Dictionary<byte[], Tally> _events = new(BytesComparer.Instance);
    private int _bytes;

    public void Record(in MountChange change)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        int length = 1;
        key[0] = (byte)change.Kind;
        // A file that is open may come to lie deeper than any path can be asked for, when folders above it are moved: such a change is counted by its kind alone.
        if (change.Path.Length + change.OtherPath.Length + 2 <= LongestKey)
        {
            change.Path.CopyTo(key[length..]);
            length += change.Path.Length;
        }

        if (length > 1 && !change.OtherPath.IsEmpty)
        {
            // No name has a zero in it.
            key[length++] = 0;
            change.OtherPath.CopyTo(key[length..]);
            length += change.OtherPath.Length;
        }

        lock (_gate)
        {
            Dictionary<byte[], Tally>.AlternateLookup<ReadOnlySpan<byte>> events = _events.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (!events.TryGetValue(key[..length], out Tally? known))
            {
                if (_events.Count >= MostEvents || _bytes + length > MostBytes)
                    length = 1;
                if (!events.TryGetValue(key[..length], out known))
                {
                    events[key[..length]] = known = new Tally(time.GetUtcNow());
                    _bytes += length;
                }
            }

            known.Count++;
            known.Bytes += change.Bytes;
        }
    }

    /// <summary>All since it was taken last, in the order it began.</summary>
    public IReadOnlyList<MountEvent> Take()
    {
        Dictionary<byte[], Tally> taken;
        lock (_gate)
        {
            if (_events.Count == 0)
                return [];
            (taken, _events, _bytes) = (_events, new(BytesComparer.Instance), 0);
        }

        return [.. taken.Select(Event)];
    }

    private static MountEvent Event(KeyValuePair<byte[], Tally> gathered)
    {
        ReadOnlySpan<byte> paths = gathered.Key.AsSpan(1);
        int end = paths.IndexOf((byte)0);
        string path = Printable.Escape(end < 0 ? paths : paths[..end]);
        string? to = end < 0 ? null : Printable.Escape(paths[(end + 1)..]);
        return new MountEvent(gathered.Value.Since, (MountChangeKind)gathered.Key[0], path, to, gathered.Value.Count, gathered.Value.Bytes);
    }

    private sealed class Tally(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public long Count { get; set; }

        public long Bytes { get; set; }
    }
}
