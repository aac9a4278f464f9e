using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>review --json</c>.</summary>
/// <param name="Refused">What the agent tried to change and was not let.</param>
public sealed record ReviewRecord(
    string Run, string Agent, string Vm, string Folder, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? ExitCode, string? BeforeSnapshot, string? AfterSnapshot,
    int Added, int Changed, int Deleted, IReadOnlyList<ReviewItemRecord> Items, IReadOnlyList<string> Refused)
{
    public static ReviewRecord Of(ReviewReport review, Language language) => new(
        review.Run.Id,
        review.Run.Agent,
        review.Run.Machine,
        review.Run.Folder,
        review.Run.StartedAt,
        review.Run.EndedAt,
        review.Run.ExitCode,
        review.Run.BeforeSnapshot,
        review.Run.AfterSnapshot,
        review.Count(ReviewChange.Added),
        review.Count(ReviewChange.Changed),
        review.Count(ReviewChange.Deleted),
        [.. review.Items.Select(item => ReviewItemRecord.Of(item, language))],
        review.Refused);
}
