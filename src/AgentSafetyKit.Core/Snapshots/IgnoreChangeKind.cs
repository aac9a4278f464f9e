namespace AgentSafetyKit.Snapshots;

/// <summary>How an ignore file differs from the frozen one.</summary>
public enum IgnoreChangeKind
{
    Added,
    Changed,
    Removed,
}
