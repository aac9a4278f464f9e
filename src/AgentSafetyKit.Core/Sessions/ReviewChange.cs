namespace AgentSafetyKit.Sessions;

/// <summary>What happened to one entry of a folder between two moments.</summary>
public enum ReviewChange
{
    Added,
    Changed,
    Deleted,
}
