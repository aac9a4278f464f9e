namespace AgentSafetyKit.Diagnostics;

/// <summary>The backups of one folder.</summary>
/// <param name="State"><c>ok</c>, <c>none</c> (there is no snapshot yet), <c>failed</c> or <c>unknown</c> (its disk did not answer in time).</param>
/// <param name="LastSnapshot">The newest one.</param>
/// <param name="LastSuccess">When everything was last known to be in a snapshot.</param>
/// <param name="LastCheck">When everything was last looked at; null where nobody wrote it down.</param>
/// <param name="NextCheck">When it is looked at again at the latest; null where nobody sees to it now.</param>
/// <param name="LastVerify">When the snapshots were last read again and compared; null where nobody did.</param>
/// <param name="VerifyResult">What that said: <c>ok</c>, <c>unproved</c> (not everything could be compared) or <c>damaged</c>.</param>
/// <param name="Snapshots">How many there are.</param>
/// <param name="FreeBytes">Room on the disk of the snapshots.</param>
/// <param name="By">The run that takes them now; null: nobody, or the daemon.</param>
/// <param name="Cause">What is wrong.</param>
public sealed record FolderBackupStatus(
    string Source, string BackupFolder, string State, string? LastSnapshot, DateTimeOffset? LastSuccess, DateTimeOffset? LastCheck, DateTimeOffset? NextCheck, DateTimeOffset? LastVerify, string? VerifyResult,
    int Snapshots, long? FreeBytes, string? By, string? Cause);
