using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backup restore --json</c> and <c>undo --json</c>: what was (or, with --dry-run, would be) done.</summary>
/// <param name="Done">False for a dry run.</param>
/// <param name="Kept">Files that the snapshot does not have and that stay, because it lost its list of files.</param>
/// <param name="StepsLeftOut">So many steps are not listed: the interface lists 10 000 at most, the command line all.</param>
/// <param name="SafetySnapshot">The state before, to go back to.</param>
public sealed record RestoreRecord(
    bool Done, string Snapshot, string Target, int Created, int Changed, int Deleted, int Kept, long Bytes, string? SafetySnapshot, IReadOnlyList<RestoreStepRecord> Steps, int StepsLeftOut, IReadOnlyList<string> Warnings)
{
    public static RestoreRecord Of(RestorePlan plan, RestoreResult? result, KitException? unfinished, Language language, int mostSteps = int.MaxValue)
    {
        // The folder itself, which may be the first step, is none of what was created in it.
        int created = plan.Created - (plan.Steps.FirstOrDefault() is { Action: RestoreAction.Create, Path.IsRoot: true } ? 1 : 0);
        return new RestoreRecord(
            result is not null,
            plan.Request.Id,
            plan.Target,
            result is null ? plan.Created : result.Done.Created + plan.Created - created,
            result is null ? plan.Changed : result.Done.PutBack + plan.FoldersTouched,
            result?.Done.Deleted ?? plan.Deleted,
            plan.Kept,
            result?.Done.Bytes ?? plan.Bytes,
            result?.SafetySnapshot?.Id,
            [.. plan.Steps.Take(mostSteps).Select(step => RestoreStepRecord.Of(step))],
            plan.Steps.Skip(mostSteps).Count(),
            [.. (result?.Warnings ?? [.. plan.Lost, .. plan.LeftAlone]).Select(warning => warning.Describe().In(language)), .. unfinished is null ? Array.Empty<string>() : [UnfinishedWords(unfinished).In(language)]]);
    }

    /// <summary>What is said where the snapshot of how it was before is not whole yet.</summary>
    public static Text UnfinishedWords(KitException error) => new(
        $"how it was before is stored, but its snapshot is not finished yet: {error.Cause.English}; the next command that looks at the snapshots goes on with it",
        $"прежнее состояние сохранено, но его снимок ещё не завершён: {error.Cause.Russian}; следующая команда, которая обратится к снимкам, продолжит");
}
