using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Snapshots that are to be read again.</summary>
/// <param name="Snapshots">Their ids; null or empty: all of the folder.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record VerifyRequest(IReadOnlyList<string>? Snapshots = null);
