namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The backups of one folder.</summary>
/// <param name="Source">The folder.</param>
/// <param name="BackupFolder">Where its snapshots are.</param>
/// <param name="State"><c>ok</c>, <c>pending</c> (none was tried yet), <c>overdue</c> (the last success is older than it should be), <c>failed</c> (the last try failed; it goes on trying).</param>
/// <param name="IntervalSeconds">Between full checks.</param>
/// <param name="LastSuccess">When everything was last known to be in a snapshot.</param>
/// <param name="LastCheck">When everything was last looked at.</param>
/// <param name="NextCheck">When it is looked at again at the latest.</param>
/// <param name="LastSnapshot">The newest one.</param>
/// <param name="Files">In it.</param>
/// <param name="TotalBytes">All of its files together.</param>
/// <param name="CopiedBytes">What it took of the disk.</param>
/// <param name="FreeBytes">Room on the disk of the snapshots; null where that can not be seen.</param>
/// <param name="Code">For <c>failed</c>: the stable name of the failure.</param>
/// <param name="Problem">For <c>failed</c>: in words.</param>
public sealed record BackupStatus(
    string Source,
    string BackupFolder,
    string State,
    double IntervalSeconds,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastCheck,
    DateTimeOffset? NextCheck,
    string? LastSnapshot,
    int Files,
    long TotalBytes,
    long CopiedBytes,
    long? FreeBytes,
    string? Code,
    string? Problem);
