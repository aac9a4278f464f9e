using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A VM that is to be made.</summary>
/// <param name="Name">Of the configuration.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record VmRequest(string Name);
