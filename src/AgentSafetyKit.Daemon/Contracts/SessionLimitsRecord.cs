namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What a session may take.</summary>
/// <param name="Memory">In bytes, of all its processes together.</param>
/// <param name="Cpus">Cores.</param>
/// <param name="Pids">Processes at a time.</param>
public sealed record SessionLimitsRecord(long Memory, int Cpus, int Pids);
