namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backups --json</c>.</summary>
/// <param name="Policy">With <c>--why</c>: what the snapshots' <c>retention</c> follows.</param>
/// <param name="Waiting">Stored by a restore and still to be finished; asking for one by its name waits for it.</param>
public sealed record SnapshotListRecord(string Folder, string BackupFolder, PolicyRecord? Policy, IReadOnlyList<SnapshotRecord> Snapshots, IReadOnlyList<string> Waiting);
