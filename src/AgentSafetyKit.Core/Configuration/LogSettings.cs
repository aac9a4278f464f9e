namespace AgentSafetyKit.Configuration;

/// <summary>The section <c>logging</c>.</summary>
/// <param name="Level">Of the daemon's log.</param>
/// <param name="Format">Of its lines.</param>
public sealed record LogSettings(LogLevel Level, LogFormat Format, KeyOrigins Origins)
{
    public static LogSettings Default { get; } = new(LogLevel.Info, LogFormat.Auto, KeyOrigins.None);
}
