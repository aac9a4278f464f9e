namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The backups of one mount of the configuration.</summary>
/// <param name="Id">Of the mount: <c>{mount}</c> in paths.</param>
/// <param name="Health">What the daemon knows of them; null: nothing yet.</param>
/// <param name="LastVerify">What the last verification said; null: there was none.</param>
public sealed record BackupFolderRecord(string Id, string Source, string BackupFolder, string Vm, BackupStatus? Health, BackupCheckRecord? LastVerify);
