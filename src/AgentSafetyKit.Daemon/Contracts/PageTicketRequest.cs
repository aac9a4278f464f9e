using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What the web page brings to be let in.</summary>
/// <param name="Ticket">From the end of its address.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PageTicketRequest(string Ticket);
