namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The sessions of who asks, the oldest first.</summary>
public sealed record SessionListRecord(IReadOnlyList<SessionRecord> Sessions);
