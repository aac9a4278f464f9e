namespace AgentSafetyKit.Configuration;

/// <summary>The section <c>logging</c>.</summary>
/// <param name="Level">Of the daemon's log.</param>
public sealed record LogSettings(LogLevel Level, KeyOrigins Origins)
{
    public static LogSettings Default { get; } = new(LogLevel.Info, KeyOrigins.None);
}
