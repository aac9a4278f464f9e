using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>An engine's ability to keep the state of a machine and to go back to it. A restore puts the processors, the memory and the disk's size of that time back too.</summary>
public interface IMachineSnapshots
{
    /// <summary>The oldest first.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineFailed"/>.</exception>
    Task<IReadOnlyList<MachineSnapshot>> ListSnapshotsAsync(string name, CancellationToken cancellation);

    /// <summary>Of a machine that is off: its disk. Of one that runs: its memory too, where the engine can; the guest stands still meanwhile.</summary>
    /// <param name="name">The machine.</param>
    /// <param name="snapshot">A name nobody has (<see cref="SnapshotNames"/>); null for the next <c>snapshotN</c>.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineExists"/>, <see cref="ErrorCode.NoSpace"/>, <see cref="ErrorCode.MachineFailed"/>: also where it runs and this engine takes snapshots only of machines that are off.</exception>
    Task<MachineSnapshot> SaveSnapshotAsync(string name, string? snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation);

    /// <summary>Switches the machine off and puts it back as it was: what its disk and memory hold now is lost. It runs afterwards where the snapshot holds its memory; else it is off.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.UnknownName"/>: no such snapshot; <see cref="ErrorCode.MachineStartFailed"/>: its disk is as it was, and it is off.</exception>
    Task<MachineInfo> RestoreSnapshotAsync(string name, string snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation);

    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.UnknownName"/>.</exception>
    Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellation);
}
