using System.Collections;

namespace AgentSafetyKit.Snapshots;

/// <summary>For each row of a table the index it has in the table before (-1: none). Where nothing changed at all, each row is its own origin and nothing is stored.</summary>
internal sealed class OriginList : IReadOnlyList<int>
{
    private int[]? _origins;

    /// <summary>Empty, to be filled.</summary>
    public static OriginList WithRoomFor(int count) => new() { _origins = new int[count] };

    public static OriginList Identity(int count) => new() { Count = count };

    public int Count { get; private set; }

    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _origins?[index] ?? index;
        }
    }

    public void Add(int origin)
    {
        Reserve(1);
        _origins![Count++] = origin;
    }

    /// <summary>Rows that followed one another and still do.</summary>
    public void AddRun(int first, int count)
    {
        Reserve(count);
        for (int i = 0; i < count; i++)
            _origins![Count++] = first + i;
    }

    public IEnumerator<int> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Reserve(int count)
    {
        if (Count + count > _origins!.Length)
            Array.Resize(ref _origins, Math.Max(Count + count, Count * 2));
    }
}
