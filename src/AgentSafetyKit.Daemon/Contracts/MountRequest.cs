using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A folder that is to be given to its VM.</summary>
/// <param name="Source">A folder of the configuration, or one in it; absolute.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MountRequest(string Source);
