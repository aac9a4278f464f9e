using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>A request that is not one we answer: with the HTTP status that says how, and the part of it that is wrong.</summary>
internal sealed class RefusedRequest(int status, string? part, KitException problem) : Exception(problem.Message, problem)
{
    public int Status => status;

    /// <summary>A member of the body, a header, a parameter; null: all of it.</summary>
    public string? Field => part;

    public KitException Problem => problem;

    /// <summary>The methods a path takes, where the method was the fault.</summary>
    public string? Allow { get; init; }

    /// <summary>Seconds, where it is worth trying again.</summary>
    public string? RetryAfter { get; init; }

    public static RefusedRequest Of(int status, string? part, Text cause) => new(status, part, new KitException(
        ErrorCode.Usage,
        part is null ? new Text("the request can not be taken", "запрос нельзя принять") : new Text($"'{Printable.Escape(part)}' of the request is wrong", $"в запросе неверно «{Printable.Escape(part)}»"),
        cause,
        new Text("see /openapi.json", "смотрите /openapi.json")));
}
