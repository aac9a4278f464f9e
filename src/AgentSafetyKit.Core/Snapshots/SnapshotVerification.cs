namespace AgentSafetyKit.Snapshots;

/// <summary>What became of verifying one snapshot.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Manifest">Without a good one there is nothing to compare with: the files were read, and compared where another snapshot shares them.</param>
/// <param name="Findings">What is wrong, in the order of the tree.</param>
public sealed record SnapshotVerification(string Id, ManifestState Manifest, IReadOnlyList<VerifyFinding> Findings)
{
    /// <summary>Names of files it has.</summary>
    public int Files { get; init; }

    /// <summary>Of these, how many were proved against a recorded hash.</summary>
    public int Proved { get; init; }

    /// <summary>Retention took it away while it was read: nothing is said of it.</summary>
    public bool IsGone { get; init; }
}
