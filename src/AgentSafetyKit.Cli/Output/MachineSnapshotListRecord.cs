namespace AgentSafetyKit.Cli.Output;

/// <summary><c>vm-snapshot list --json</c>.</summary>
internal sealed record MachineSnapshotListRecord(string Vm, IReadOnlyList<MachineSnapshotRecord> Snapshots);
