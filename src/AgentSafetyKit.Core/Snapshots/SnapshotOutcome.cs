namespace AgentSafetyKit.Snapshots;

/// <summary>What became of a request for a snapshot.</summary>
public enum SnapshotOutcome
{
    Created,

    /// <summary>Nothing changed since the newest snapshot: there is no new one.</summary>
    Unchanged,
}
