namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The daemon itself.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="ResidentBytes">Memory it holds.</param>
/// <param name="CpuSeconds">Processor time it has taken so far.</param>
/// <param name="LastEventId">The newest event of the journal.</param>
public sealed record DaemonStatus(string Version, int Pid, DateTimeOffset StartedAt, double UptimeSeconds, long ResidentBytes, double CpuSeconds, long LastEventId);
