namespace AgentSafetyKit.Diagnostics;

/// <summary>The background service. What only it knows of itself is null where it was not asked.</summary>
/// <param name="State"><c>running</c> or <c>notRunning</c>.</param>
/// <param name="Pid">Its process, where it is known.</param>
/// <param name="Version">Of its executable.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="ResidentBytes">Memory it holds.</param>
/// <param name="CpuSeconds">Processor time it has taken so far.</param>
/// <param name="ConfigFile">Where it reads the configuration from.</param>
public sealed record DaemonPresence(
    string State, int? Pid, string? Version = null, DateTimeOffset? StartedAt = null, long? ResidentBytes = null, double? CpuSeconds = null, string? ConfigFile = null);
