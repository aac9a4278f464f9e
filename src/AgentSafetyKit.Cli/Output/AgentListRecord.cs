namespace AgentSafetyKit.Cli.Output;

/// <summary><c>agents --json</c>.</summary>
internal sealed record AgentListRecord(IReadOnlyList<AgentRecord> Agents);
