namespace AgentSafetyKit.Supervision;

/// <summary>What reading the configuration again brought.</summary>
public enum ConfigOutcome
{
    /// <summary>It is what it was.</summary>
    Same,

    /// <summary>There is a new one.</summary>
    Applied,

    /// <summary>It can not be used; the last good one goes on. Told once, until it changes.</summary>
    Broken,

    /// <summary>It could not be used, and is again what it was before.</summary>
    Mended,
}
