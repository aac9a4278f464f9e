namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backups --json</c>.</summary>
internal sealed record SnapshotListRecord(string Folder, string BackupFolder, IReadOnlyList<SnapshotRecord> Snapshots);
