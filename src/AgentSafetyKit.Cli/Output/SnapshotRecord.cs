using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One snapshot in <c>backups --json</c> and <c>backup-once --json</c>. What only a manifest knows is null without one.</summary>
internal sealed record SnapshotRecord(
    string Id,
    string Path,
    ManifestState Manifest,
    DateTimeOffset? TakenAt,
    SnapshotReason? Reason,
    string? Run,
    int? Files,
    int? Added,
    int? Changed,
    int? Deleted,
    long? TotalBytes,
    long? CopiedBytes)
{
    public static SnapshotRecord Of(SnapshotInfo info) => new(
        info.Id,
        info.Path,
        info.State,
        info.Facts?.TakenAt,
        info.Facts is { IsRebuilt: false } known ? known.Reason : null,
        info.Facts?.RunId,
        info.Facts?.Files,
        info.Facts?.Added,
        info.Facts?.Changed,
        info.Facts?.Deleted,
        info.Facts?.TotalBytes,
        info.Facts?.CopiedBytes);
}
