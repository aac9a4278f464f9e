using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Of a VM that is to be stopped or restarted.</summary>
/// <param name="Force">Also when an agent works in it; it is switched off at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ForceRequest(bool Force = false);
