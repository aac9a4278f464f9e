namespace AgentSafetyKit.Configuration;

/// <summary>Which snapshots go when there are more than <c>max_backups</c>.</summary>
public enum CleanMethod
{
    /// <summary>Old ones are kept ever more sparsely.</summary>
    Thin,

    /// <summary>The oldest.</summary>
    Tail,
}
