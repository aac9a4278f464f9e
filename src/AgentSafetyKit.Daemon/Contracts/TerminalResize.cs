using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What a client of <c>/v1/runs/{id}/attach</c> says in a text message: its window has another size.</summary>
/// <param name="Type"><c>resize</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TerminalResize(string Type, int Columns, int Rows);
