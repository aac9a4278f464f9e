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
        if (_tripwire is null)
            return false;
        // Asked once: another thread changes it.
        TripwireState state = _tripwire.State;
        if (_held.IsEmpty && state is TripwireState.Armed or TripwireState.Released)
            return false;
        bool changes = HeldRequests.Changes(packet);
        if (state == TripwireState.Refusing && changes)
        {
            Status(id, Errno.EACCES);
            return true;
        }

        // Released meanwhile, changes still come after those that wait.
        bool waits = changes && (state == TripwireState.Paused || !_held.IsEmpty);
        if (!waits && !IsBehindHeld(packet))
            return false;
        Hold(packet);
        return true;
    }

    /// <summary>It was to be asked again later.</summary>
    private void HoldIfAsked(uint id, ReadOnlySpan<byte> packet)
    {
        if (!_isToWait)
            return;
        _isToWait = false;
        // Refused meanwhile, or refused by whoever was quicker than we are.
        if (_tripwire!.State == TripwireState.Refusing && HeldRequests.Changes(packet))
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
        return _held.IsBehindAnother(paths) || _held.IsBehindAnother(InodeAt(paths.First)) || _held.IsBehindAnother(InodeAt(paths.Second))
            || _held.IsBehindAnother(InodeOf(handles.First)) || _held.IsBehindAnother(InodeOf(handles.Second));
    }

    private void Hold(ReadOnlySpan<byte> packet)
    {
        RequestHandles handles = RequestHandles.Of(packet);
        _held.Add(packet, InodeOf(handles.First), InodeOf(handles.Second));
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
    private ulong? InodeAt(ReadOnlySpan<byte> path) =>
        path.IsEmpty || _path.Take(path) != Errno.Ok || folder.Stat(_path, out StatxBuffer status) != Errno.Ok || !status.IsRegular ? null : status.Inode;
}
