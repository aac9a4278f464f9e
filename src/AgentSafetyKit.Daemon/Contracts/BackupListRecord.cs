namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/v1/backups</c>: a folder each whose backups are on.</summary>
public sealed record BackupListRecord(IReadOnlyList<BackupFolderRecord> Backups);
