namespace AgentSafetyKit.Snapshots;

/// <summary>Which snapshots go first when there are more than are to be kept. Part of the configuration and of JSON, by name.</summary>
public enum RetentionMethod
{
    /// <summary>The newest stay, and of the older ones ever fewer the older they are.</summary>
    Thin,

    /// <summary>The newest stay, the oldest go.</summary>
    Tail,
}
