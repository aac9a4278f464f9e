using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A failure, as RFC 9457 wants it, with what the command line says too.</summary>
/// <param name="Type">A URN made of <paramref name="Code"/>.</param>
/// <param name="Title">What failed.</param>
/// <param name="Status">The answer's own.</param>
/// <param name="Detail">Why; the same as <paramref name="Cause"/>.</param>
/// <param name="Code">The stable name of the failure (docs/errors.md).</param>
/// <param name="Cause">Why.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record ProblemResponse(string Type, string Title, int Status, string Detail, string Code, string Cause, string Fix)
{
    /// <summary>What of the request is wrong, where it is one part of it: a member of the body, a header, a parameter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }
}
