using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One snapshot in <c>backups --json</c> and <c>backup-once --json</c>. What only a manifest knows is null without one.</summary>
public sealed record SnapshotRecord(
    string Id,
    string Path,
    string Manifest,
    DateTimeOffset? TakenAt,
    string? Reason,
    string? Run,
    int? Files,
    int? Added,
    int? Changed,
    int? Deleted,
    long? TotalBytes,
    long? CopiedBytes,
    PinRecord? Pin,
    RetentionRecord? Retention)
{
    public static SnapshotRecord Of(SnapshotInfo info) => Of(info, null);

    /// <param name="info">The snapshot.</param>
    /// <param name="retention">Null: it was not asked whether it stays.</param>
    public static SnapshotRecord Of(SnapshotInfo info, RetentionRecord? retention) => new(
        info.Id,
        info.Path,
        CamelWord.Of(info.State),
        info.Facts?.TakenAt,
        info.Facts is { IsRebuilt: false } known ? CamelWord.Of(known.Reason) : null,
        info.Facts?.RunId,
        info.Facts?.Files,
        info.Facts?.Added,
        info.Facts?.Changed,
        info.Facts?.Deleted,
        info.Facts?.TotalBytes,
        info.Facts?.CopiedBytes,
        PinRecord.Of(info.Pin),
        retention);
}
