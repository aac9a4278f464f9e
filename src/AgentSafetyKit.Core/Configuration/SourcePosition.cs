namespace AgentSafetyKit.Configuration;

/// <summary>A place in the configuration file; both numbers start at 1, columns count UTF-16 units as editors do.</summary>
public readonly record struct SourcePosition(int Line, int Column);
