using System.Buffers.Binary;
using System.Diagnostics;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>
/// The open files and folders of one connection, by handles of 8 bytes: a place and a number that differs each time the place is used, so that a handle used after its
/// closing never means another file. Bounded by <see cref="SftpLimits.MostHandles"/>.
/// </summary>
internal sealed class HandleTable : IDisposable
{
    public const int HandleLength = 8;

    private readonly List<(uint Generation, IDisposable? Open)> _places = [];
    private readonly Stack<int> _free = new();
    // So that a handle of an earlier connection hardly ever means something in this one. It guards nothing: one connection has the files it opened.
    private uint _generation = (uint)Stopwatch.GetTimestamp();
    private int _folders;

    public bool IsFull => _free.Count == 0 && _places.Count >= SftpLimits.MostHandles;

    public bool HasTooManyFolders => IsFull || _folders >= SftpLimits.MostFolders;

    /// <summary>Takes over a file or folder and writes its handle.</summary>
    public void Add(IDisposable open, Span<byte> handle)
    {
        if (!_free.TryPop(out int place))
        {
            place = _places.Count;
            _places.Add(default);
        }

        _folders += open is GuardedListing ? 1 : 0;
        _places[place] = (++_generation, open);
        BinaryPrimitives.WriteInt32BigEndian(handle, place);
        BinaryPrimitives.WriteUInt32BigEndian(handle[4..], _generation);
    }

    public T? Find<T>(ReadOnlySpan<byte> handle)
        where T : class => PlaceOf(handle) is var place and >= 0 ? _places[place].Open as T : null;

    /// <summary>False: there is no such handle.</summary>
    public bool Close(ReadOnlySpan<byte> handle)
    {
        int place = PlaceOf(handle);
        if (place < 0)
            return false;
        IDisposable open = _places[place].Open!;
        _folders -= open is GuardedListing ? 1 : 0;
        open.Dispose();
        _places[place] = default;
        _free.Push(place);
        return true;
    }

    /// <summary>Tells the open files and folders that a path has another name now.</summary>
    public void Renamed(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (_free.Count == _places.Count)
            return;
        foreach ((_, IDisposable? open) in _places)
            (open as IFollowsRenames)?.Follow(from, to);
    }

    public void Dispose()
    {
        foreach ((_, IDisposable? open) in _places)
            open?.Dispose();
        _places.Clear();
        _free.Clear();
    }

    private int PlaceOf(ReadOnlySpan<byte> handle)
    {
        if (handle.Length != HandleLength)
            return -1;
        int place = BinaryPrimitives.ReadInt32BigEndian(handle);
        uint generation = BinaryPrimitives.ReadUInt32BigEndian(handle[4..]);
        return place >= 0 && place < _places.Count && _places[place].Open is not null && _places[place].Generation == generation ? place : -1;
    }
}
