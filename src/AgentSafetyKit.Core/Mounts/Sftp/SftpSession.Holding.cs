using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <content>While the tripwire has stopped the guest, what would change something waits; reading goes on.</content>
internal sealed partial class SftpSession
{
    private readonly HeldRequests _held = new();
    private readonly Tripwire? _tripwire = folder.Options.Tripwire;
    private bool _isToWait;

    /// <summary>There is no room for one more that would have to wait.</summary>
    public bool IsFull => _held.IsFull;

    /// <summary>What waited may be answered now.</summary>
    public Queue<byte[]>? Released() => _held.IsEmpty || _tripwire?.State == TripwireState.Paused ? null : _held.Take();

    /// <summary>True: nothing is to be done with it now.</summary>
    private bool Holds(uint id, ReadOnlySpan<byte> packet)
    {
        if (_tripwire is null || (_held.IsEmpty && _tripwire.State is TripwireState.Armed or TripwireState.Released))
            return false;
        bool changes = HeldRequests.Changes(packet);
        if (_tripwire.State == TripwireState.Refusing && changes)
        {
            Status(id, Errno.EACCES);
            return true;
        }

        if (!(_tripwire.State == TripwireState.Paused && changes) && !IsBehindHeld(packet))
            return false;
        Hold(packet);
        return true;
    }

    /// <summary>The folder wanted it asked again later.</summary>
    private void HoldIfAsked(uint id, ReadOnlySpan<byte> packet)
    {
        if (!_isToWait)
            return;
        _isToWait = false;
        // Refused meanwhile, or refused by whoever was quicker than we are.
        if (_tripwire!.State == TripwireState.Refusing)
            Status(id, Errno.EACCES);
        else
            Hold(packet);
    }

    private bool IsBehindHeld(ReadOnlySpan<byte> packet)
    {
        if (_held.IsEmpty)
            return false;
        RequestPaths paths = RequestPaths.Of(packet);
        RequestHandles handles = RequestHandles.Of(packet);
        return _held.IsBehindAnother(paths) || IsHeld(InodeAt(paths.First)) || IsHeld(InodeAt(paths.Second)) || IsHeld(InodeOf(handles.First)) || IsHeld(InodeOf(handles.Second));
    }

    private bool IsHeld(ulong? inode) => inode is { } known && _held.IsBehindAnother(known);

    private void Hold(ReadOnlySpan<byte> packet)
    {
        RequestHandles handles = RequestHandles.Of(packet);
        var inodes = new List<ulong>();
        AddFile(inodes, handles.First);
        AddFile(inodes, handles.Second);
        _held.Add(packet, inodes);
    }

    private void AddFile(List<ulong> inodes, ReadOnlySpan<byte> handle)
    {
        if (InodeOf(handle) is not { } inode)
            return;
        inodes.Add(inode);
        // A listing has the sizes of its files.
        if (_handles.Find<GuardedFile>(handle) is { } file && InodeAt(file.Path[..Math.Max(0, file.Path.LastIndexOf((byte)'/'))], folders: true) is { } above)
            inodes.Add(above);
    }

    /// <summary>Of an open file, or of a folder that is being listed.</summary>
    private ulong? InodeOf(ReadOnlySpan<byte> handle)
    {
        if (handle.IsEmpty || _handles.Find<IDisposable>(handle) is not { } open)
            return null;
        Errno errno = open is GuardedFile file ? file.Stat(out StatxBuffer status) : ((GuardedListing)open).Stat(out status);
        return errno == Errno.Ok ? status.Inode : null;
    }

    /// <summary>Of a file with this path. A folder is not what it holds: to ask for its own attributes, as each way to a file in it does, shows nothing of that file.</summary>
    private ulong? InodeAt(ReadOnlySpan<byte> path, bool folders = false)
    {
        if (path.IsEmpty && !folders)
            return null;
        if (_path.Take(path) != Errno.Ok || folder.Stat(_path, out StatxBuffer status) != Errno.Ok)
            return null;
        return folders || status.IsRegular ? status.Inode : null;
    }
}
