namespace AgentSafetyKit.Configuration;

/// <summary>How much the daemon writes into its log: what is as grave as this, or graver.</summary>
public enum LogLevel
{
    Error,
    Warning,
    Info,

    /// <summary>What looking for a fault needs.</summary>
    Debug,

    /// <summary>All there is.</summary>
    Trace,
}
