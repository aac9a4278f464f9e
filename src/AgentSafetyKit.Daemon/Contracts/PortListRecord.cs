namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>ports --json</c>.</summary>
public sealed record PortListRecord(IReadOnlyList<PortRecord> Ports);
