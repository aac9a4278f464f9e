namespace AgentSafetyKit.Snapshots;

/// <summary>What a restore does to one path.</summary>
public enum RestoreAction
{
    Create,
    Replace,

    /// <summary>Mode, owner, time or attributes only.</summary>
    Metadata,
    Delete,
}
