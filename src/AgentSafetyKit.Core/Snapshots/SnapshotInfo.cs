namespace AgentSafetyKit.Snapshots;

/// <summary>One snapshot of a list.</summary>
/// <param name="Id">Its name: the folder's.</param>
/// <param name="Path">Where it lies: a plain folder to look into.</param>
/// <param name="State">Whether its list of files is there.</param>
/// <param name="Facts">Null where <paramref name="State"/> is not good.</param>
public sealed record SnapshotInfo(string Id, string Path, ManifestState State, SnapshotFacts? Facts)
{
    /// <summary>Null: it is not pinned.</summary>
    public SnapshotPin? Pin { get; init; }

    public bool IsPinned => Pin is not null;
}
