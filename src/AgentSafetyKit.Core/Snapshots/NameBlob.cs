using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>All names of a table, each ending in NUL, found by where they begin: those of the manifest it goes back to, in place, and the new ones behind them. A name never lies in two pieces.</summary>
internal sealed class NameBlob
{
    private const int PieceLength = 32 * 1024;
    private readonly FileMap? _map;
    private readonly long _mapOffset;
    private readonly int _mapLength;
    private readonly List<byte[]> _pieces = [];
    private int _used = PieceLength;

    public NameBlob()
    {
    }

    public NameBlob(FileMap map, long offset, int length) => (_map, _mapOffset, _mapLength) = (map, offset, length);

    /// <summary>With the gaps where a name did not fit into a piece any more.</summary>
    public long Length => _mapLength + ((long)Math.Max(0, _pieces.Count - 1) * PieceLength) + (_pieces.Count == 0 ? 0 : _used);

    /// <summary>From <paramref name="start"/> on.</summary>
    public ReadOnlySpan<byte> Slice(uint start, int length)
    {
        if (start < (uint)_mapLength)
            return _map!.Bytes(_mapOffset + start, length);
        uint own = start - (uint)_mapLength;
        return _pieces[(int)(own / PieceLength)].AsSpan((int)(own % PieceLength), length);
    }

    /// <summary>From <paramref name="start"/> on, as much as lies in one piece.</summary>
    public ReadOnlySpan<byte> Run(long start)
    {
        if (start < _mapLength)
            return _map!.Bytes(_mapOffset + start, _mapLength - (int)start);
        int piece = (int)((start - _mapLength) / PieceLength), within = (int)((start - _mapLength) % PieceLength);
        return _pieces[piece].AsSpan(within..(piece == _pieces.Count - 1 ? _used : PieceLength));
    }

    /// <param name="name">With its NUL.</param>
    public uint Add(ReadOnlySpan<byte> name)
    {
        if (_used + name.Length > PieceLength)
        {
            _pieces.Add(new byte[PieceLength]);
            _used = 0;
        }

        long start = _mapLength + ((long)(_pieces.Count - 1) * PieceLength) + _used;
        name.CopyTo(_pieces[^1].AsSpan(_used));
        _used += name.Length;
        return checked((uint)start);
    }
}
