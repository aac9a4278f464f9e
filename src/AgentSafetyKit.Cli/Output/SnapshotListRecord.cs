namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backups --json</c>.</summary>
/// <param name="Policy">With <c>--why</c>: what the snapshots' <c>retention</c> follows.</param>
internal sealed record SnapshotListRecord(string Folder, string BackupFolder, PolicyRecord? Policy, IReadOnlyList<SnapshotRecord> Snapshots);
