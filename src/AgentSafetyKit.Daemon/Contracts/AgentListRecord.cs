namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/v1/agents</c>.</summary>
public sealed record AgentListRecord(IReadOnlyList<AgentRecord> Agents);
