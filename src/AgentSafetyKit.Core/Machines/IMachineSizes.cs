using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Machines;

/// <summary>An engine's ability to tell what a machine has now, also after somebody changed it behind our back, and to change it.</summary>
public interface IMachineSizes
{
    /// <summary>The machine with processors, memory and disk as the engine says them now, not as it was made. Null when there is none.</summary>
    Task<MachineInfo?> MeasureAsync(string name, CancellationToken cancellation);

    /// <summary>Gives a stopped machine the processors, memory and disk of <paramref name="wanted"/>; its file system grows at the next start. A disk never shrinks.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineFailed"/>: it is not stopped, or the disk would shrink.</exception>
    Task<MachineInfo> ResizeAsync(MachineSpec wanted, CancellationToken cancellation);
}
