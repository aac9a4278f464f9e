using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A snapshot that is to be kept for ever.</summary>
/// <param name="Why">What for, in the user's words; null: not said.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PinRequest(string? Why = null)
{
    /// <summary>In characters: it stands in a line of a table.</summary>
    public const int LongestWhy = 1000;
}
