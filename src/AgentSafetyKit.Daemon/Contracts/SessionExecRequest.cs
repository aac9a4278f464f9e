using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A command for a session.</summary>
/// <param name="Command">Program and arguments; they arrive as they are.</param>
/// <param name="Stdin">Its standard input.</param>
/// <param name="TimeoutSeconds">After which it is ended; never more than the configuration gives.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionExecRequest(IReadOnlyList<string> Command, string? Stdin = null, int? TimeoutSeconds = null);
