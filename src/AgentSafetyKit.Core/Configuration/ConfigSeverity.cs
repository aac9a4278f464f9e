namespace AgentSafetyKit.Configuration;

/// <summary>Whether a configuration with this problem can be used.</summary>
public enum ConfigSeverity
{
    Error,

    /// <summary>The configuration is used, without what the warning names.</summary>
    Warning,
}
