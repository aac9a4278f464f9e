using System.Runtime.CompilerServices;

namespace AgentSafetyKit.Snapshots;

/// <summary>Rows that are added one after another, in pieces that never move: a reference to a row stays good, and growing copies nothing.</summary>
internal sealed class RowList<T>
    where T : unmanaged
{
    private const int Shift = 9;
    private const int PieceLength = 1 << Shift;
    private readonly List<T[]> _pieces = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pieces[index >> Shift][index & (PieceLength - 1)];
    }

    public int Add(in T row)
    {
        if (Count == _pieces.Count << Shift)
            _pieces.Add(new T[PieceLength]);
        _pieces[Count >> Shift][Count & (PieceLength - 1)] = row;
        return Count++;
    }

    public void Cut(int count) => Count = Math.Min(Count, count);

    /// <summary>From a row on, as many as lie in one piece, at most <paramref name="most"/>.</summary>
    public Span<T> Run(int index, int most)
    {
        int start = index & (PieceLength - 1);
        return _pieces[index >> Shift].AsSpan(start, Math.Min(Math.Min(most, Count - index), PieceLength - start));
    }
}
