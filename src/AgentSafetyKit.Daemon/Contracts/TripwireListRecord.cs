namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>tripwire list --json</c>, <c>GET /v1/tripwires</c>: agents that wait for an answer.</summary>
public sealed record TripwireListRecord(IReadOnlyList<TripwireRecord> Tripwires);
