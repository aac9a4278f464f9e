using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>One thing wrong with a configuration, complete enough to be put right without looking anything up.</summary>
/// <param name="Severity">Whether the configuration can still be used.</param>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Position">Where in the file.</param>
/// <param name="Path">The YAML path, such as <c>mounts[0].backup</c>; empty for the file as a whole. Safe to print.</param>
/// <param name="Message">What is wrong, with the value (escaped, cut short, never a secret) and the nearest valid name.</param>
/// <param name="Suggestion">The nearest valid name, where there is one.</param>
public sealed record ConfigProblem(ConfigSeverity Severity, ConfigRule Rule, SourcePosition Position, string Path, Text Message, string? Suggestion = null)
{
    public int Line => Position.Line;

    public int Column => Position.Column;
}
