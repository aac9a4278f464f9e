using AgentSafetyKit.Machines;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Diagnostics;

/// <summary>What a status is collected from.</summary>
/// <param name="Machines">The engines.</param>
/// <param name="MachineNames">The VMs that were made, told without asking an engine.</param>
/// <param name="OtherMachines">Those that are not ours.</param>
/// <param name="Ports">The forwards, told without asking a guest.</param>
/// <param name="Daemon">The background service.</param>
public sealed record StatusSources(
    IVirtualMachineProvider Machines,
    Func<IEnumerable<string>> MachineNames,
    Func<CancellationToken, Task<IReadOnlyList<OtherMachine>>> OtherMachines,
    RunStore Runs,
    RunOverview RunViews,
    MountStore Mounts,
    MountOverview MountViews,
    Func<SnapshotStoreSpec, SnapshotStore> Snapshots,
    Func<IReadOnlyList<PortStatus>> Ports,
    Func<ServiceStatus> Daemon,
    TimeProvider Time);
