namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>ps --json</c>.</summary>
public sealed record RunListRecord(IReadOnlyList<RunViewRecord> Runs);
