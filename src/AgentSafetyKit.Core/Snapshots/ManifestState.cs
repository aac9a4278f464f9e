namespace AgentSafetyKit.Snapshots;

/// <summary>Whether the list of a snapshot's files is there. Without it the snapshot is still complete and can be restored; it is read again where needed.</summary>
public enum ManifestState
{
    Good,
    Missing,
    Damaged,

    /// <summary>It is another user's, and may not be read.</summary>
    Unreadable,
}
