using AgentSafetyKit.Configuration.Effective;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>config check --json</c>.</summary>
/// <param name="File">The configuration.</param>
/// <param name="Valid">Whether nothing is wrong with it and with what belongs to it.</param>
/// <param name="Problems">Of the configuration itself.</param>
/// <param name="AgentProblems">Of the user's own agent types, and of agents whose type can not follow their settings.</param>
internal sealed record ConfigCheckRecord(string File, bool Valid, IReadOnlyList<ConfigProblemRecord> Problems, IReadOnlyList<string> AgentProblems);
