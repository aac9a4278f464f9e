namespace AgentSafetyKit.Snapshots;

/// <summary>What became of verifying snapshots.</summary>
/// <param name="Snapshots">Each, oldest first.</param>
/// <param name="FilesRead">Different files: what snapshots share is read once.</param>
/// <param name="BytesRead">Their sizes.</param>
public sealed record VerifyResult(IReadOnlyList<SnapshotVerification> Snapshots, long FilesRead, long BytesRead)
{
    public bool IsDamaged => Snapshots.Any(snapshot => snapshot.Findings.Count > 0);

    /// <summary>Nothing wrong was found, and everything that was there could be proved.</summary>
    public bool IsProved => !IsDamaged && Snapshots.All(snapshot => snapshot.IsGone || (snapshot.Manifest == ManifestState.Good && snapshot.Proved == snapshot.Files));
}
