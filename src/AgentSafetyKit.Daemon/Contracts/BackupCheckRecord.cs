using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What the last verification of a folder's snapshots said.</summary>
/// <param name="Result"><c>ok</c>, <c>unproved</c> (not everything could be compared) or <c>damaged</c>.</param>
/// <param name="Snapshots">How many were read.</param>
public sealed record BackupCheckRecord(DateTimeOffset At, string Result, int Snapshots)
{
    public static BackupCheckRecord? Of(BackupCheck? check) => check is null ? null : new BackupCheckRecord(check.At, check.Word, check.Snapshots);
}
