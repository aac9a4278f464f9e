using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What a session may take; never more than the configuration gives.</summary>
/// <param name="Memory">In bytes, of all its processes together.</param>
/// <param name="Cpus">Cores.</param>
/// <param name="Pids">Processes at a time.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionLimitsRequest(long? Memory = null, int? Cpus = null, int? Pids = null);
