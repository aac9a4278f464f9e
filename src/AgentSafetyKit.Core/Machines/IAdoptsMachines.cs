using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>An engine's ability to see machines that somebody else made with it, and to take one over when its owner says so.</summary>
public interface IAdoptsMachines
{
    /// <summary>The machines that are not ours. Nothing but this list ever comes of them.</summary>
    Task<IReadOnlyList<OtherMachine>> ListOthersAsync(CancellationToken cancellation);

    /// <summary>Makes an existing machine ours, as it is: started if it is off, our key let in, its host key learned through the engine. Its disk is not touched otherwise.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineExists"/>: it is ours already; <see cref="ErrorCode.GuestCommandFailed"/>.</exception>
    Task<MachineInfo> AdoptAsync(MachineSpec wanted, IProgress<WorkProgress> progress, CancellationToken cancellation);
}
