using AgentSafetyKit.Configuration.Effective;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>config check --json</c>.</summary>
internal sealed record ConfigCheckRecord(string File, bool Valid, IReadOnlyList<ConfigProblemRecord> Problems);
