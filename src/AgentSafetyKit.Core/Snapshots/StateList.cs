using System.Collections;

namespace AgentSafetyKit.Snapshots;

/// <summary>How each row of a table compares with its origin, and how many compare so. Where nothing changed at all, all are the same and nothing is stored.</summary>
internal sealed class StateList : IReadOnlyList<EntryState>
{
    private readonly int[] _counts = new int[Enum.GetValues<EntryState>().Length];
    private EntryState[]? _states;

    /// <summary>Empty, to be filled.</summary>
    public static StateList WithRoomFor(int count) => new() { _states = new EntryState[count] };

    public static StateList AllSame(int count)
    {
        var list = new StateList { Count = count };
        list._counts[(int)EntryState.Same] = count;
        return list;
    }

    public int Count { get; private set; }

    public bool HasChanges => CountOf(EntryState.Added) + CountOf(EntryState.Changed) + CountOf(EntryState.MetadataOnly) > 0;

    public EntryState this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _states?[index] ?? EntryState.Same;
        }

        set
        {
            EntryState before = this[index];
            if (before == value)
                return;
            if (_states is null)
            {
                _states = new EntryState[Count];
                Array.Fill(_states, EntryState.Same);
            }

            _counts[(int)before]--;
            _counts[(int)value]++;
            _states[index] = value;
        }
    }

    public int CountOf(EntryState state) => _counts[(int)state];

    public void Add(EntryState state) => AddRun(state, 1);

    public void AddRun(EntryState state, int count)
    {
        if (Count + count > _states!.Length)
            Array.Resize(ref _states, Math.Max(Count + count, Count * 2));
        _states.AsSpan(Count, count).Fill(state);
        _counts[(int)state] += count;
        Count += count;
    }

    public IEnumerator<EntryState> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
