using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One snapshot of a <see cref="VerifyRecord"/>.</summary>
/// <param name="Proved">How many of its files hold what was recorded.</param>
/// <param name="Gone">Retention removed it meanwhile.</param>
public sealed record VerifiedSnapshotRecord(string Id, string Manifest, int Files, int Proved, bool Gone, IReadOnlyList<FindingRecord> Findings)
{
    public static VerifiedSnapshotRecord Of(SnapshotVerification snapshot) => new(
        snapshot.Id,
        CamelWord.Of(snapshot.Manifest),
        snapshot.Files,
        snapshot.Proved,
        snapshot.IsGone,
        [.. snapshot.Findings.Select(finding => new FindingRecord(
            PathRecord.Shown(finding.Path), RawBytes.Of(finding.Path.Bytes), CamelWord.Of(finding.Kind), finding.Errno == Errors.Errno.Ok ? null : finding.Errno.ToString()))]);
}
