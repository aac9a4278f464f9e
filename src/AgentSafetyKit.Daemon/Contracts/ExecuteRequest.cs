using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Work for an agent in a session.</summary>
/// <param name="Input">A text of 10 000 characters at most.</param>
/// <param name="Agent">text-analysis; command, whose input is a line for a shell; or another type. The session's own where not given.</param>
/// <param name="Options">The agent's: for text-analysis sentiment, keywords and summary, each true or false.</param>
/// <param name="TimeoutSeconds">After which it is ended; never more than the configuration gives.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExecuteRequest(string Input, string? Agent = null, JsonElement? Options = null, int? TimeoutSeconds = null);
