namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup-once --json</c>.</summary>
/// <param name="Created">False: nothing changed since the snapshot named.</param>
internal sealed record BackupRecord(bool Created, SnapshotRecord Snapshot, IReadOnlyList<string> Warnings);
