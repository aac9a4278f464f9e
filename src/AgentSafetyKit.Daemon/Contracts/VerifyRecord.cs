using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backup verify --json</c>.</summary>
/// <param name="Damaged">Something is not what was stored.</param>
/// <param name="Proved">Nothing is wrong, and all of it could be compared with what was stored.</param>
public sealed record VerifyRecord(bool Damaged, bool Proved, long FilesRead, long BytesRead, IReadOnlyList<VerifiedSnapshotRecord> Snapshots)
{
    public static VerifyRecord Of(VerifyResult result) =>
        new(result.IsDamaged, result.IsProved, result.FilesRead, result.BytesRead, [.. result.Snapshots.Select(VerifiedSnapshotRecord.Of)]);
}
