using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Tripwires;

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

        if (!(_tripwire.State == TripwireState.Paused && changes) && !_held.IsBehindAnother(packet))
            return false;
        _held.Add(packet);
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
            _held.Add(packet);
    }
}
