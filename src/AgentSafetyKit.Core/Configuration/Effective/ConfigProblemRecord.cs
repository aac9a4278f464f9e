using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>A problem as <c>config check --json</c> gives it.</summary>
/// <param name="Severity">error or warning.</param>
/// <param name="Rule">The name of a <see cref="ConfigRule"/>, in camelCase.</param>
/// <param name="Suggestion">The nearest valid name, or null.</param>
public sealed record ConfigProblemRecord(string Severity, string Rule, int Line, int Column, string Path, string Message, string? Suggestion)
{
    public static ConfigProblemRecord Of(ConfigProblem problem, Language language)
    {
        string rule = problem.Rule.ToString();
        return new ConfigProblemRecord(
            problem.Severity == ConfigSeverity.Error ? "error" : "warning",
            char.ToLowerInvariant(rule[0]) + rule[1..],
            problem.Line,
            problem.Column,
            problem.Path,
            problem.Message.In(language),
            problem.Suggestion);
    }
}
