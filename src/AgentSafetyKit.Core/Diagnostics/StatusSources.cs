using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Diagnostics;

/// <summary>What a status is collected from.</summary>
/// <param name="Machines">The engines.</param>
/// <param name="MachineNames">The VMs that were made, told without asking an engine.</param>
/// <param name="OtherMachines">Those that are not ours.</param>
/// <param name="Health">What the daemon remembers of backups.</param>
/// <param name="Checks">When snapshots were last verified.</param>
/// <param name="Ports">The forwards, told without asking a guest.</param>
/// <param name="Daemon">The process of the background service; 0: there is none.</param>
public sealed record StatusSources(
    IVirtualMachineProvider Machines,
    Func<IEnumerable<string>> MachineNames,
    Func<CancellationToken, Task<IReadOnlyList<OtherMachine>>> OtherMachines,
    RunStore Runs,
    RunOverview RunViews,
    MountStore Mounts,
    MountOverview MountViews,
    Func<SnapshotStoreSpec, SnapshotStore> Snapshots,
    BackupHealthStore Health,
    BackupCheckStore Checks,
    Func<KitConfig?, IReadOnlyList<PortView>> Ports,
    Func<int> Daemon,
    TimeProvider Time);
