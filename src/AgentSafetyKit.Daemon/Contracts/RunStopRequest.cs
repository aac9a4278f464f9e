using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A run that is to end.</summary>
/// <param name="PatienceSeconds">Its agent is killed after so many seconds, 600 at most.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunStopRequest(int PatienceSeconds = 10);
