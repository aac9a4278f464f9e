namespace AgentSafetyKit.Diagnostics;

/// <summary>The whole picture at one moment, as plain values: for a screen, for <c>--json</c>, for the interface. Words are in one language; names and causes are safe to print.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Healthy">False: <paramref name="Attention"/> says what asks for it.</param>
/// <param name="Attention">What is wrong, the most important first.</param>
/// <param name="OtherVms">Made by somebody else with an engine of ours.</param>
/// <param name="Agents">Runs at work.</param>
/// <param name="Ports">Forwards.</param>
/// <param name="Backups">One for each folder whose backups are on.</param>
public sealed record StatusReport(
    DateTimeOffset At,
    bool Healthy,
    IReadOnlyList<string> Attention,
    IReadOnlyList<MachineStatus> Vms,
    IReadOnlyList<OtherMachineStatus> OtherVms,
    IReadOnlyList<MountStatus> Mounts,
    IReadOnlyList<AgentStatus> Agents,
    IReadOnlyList<PortStatus> Ports,
    IReadOnlyList<FolderBackupStatus> Backups,
    DaemonPresence Daemon);
