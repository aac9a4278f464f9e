using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Plan, show, ask, remove.</summary>
internal static class CleanFlow
{
    public static async Task<int> RunAsync(CommandContext context, ProtectedFolder folder, RetentionPolicy policy, bool yes, bool dryRun, CancellationToken cancellation)
    {
        SnapshotStore store = context.Services.Snapshots(folder.Spec);
        var request = new PruneRequest { Policy = policy, AcceptsMissingSource = folder.IsNamedBySnapshots, MeasuresSizes = true };
        PrunePlan plan = store.PlanPrune(request, context.Services.Time.GetUtcNow(), context.Terminal.Progress(), cancellation);
        string place = Printable.Escape(folder.BackupFolder);
        // What is done unasked is told in one line; a plan to look at is the result.
        bool shows = !context.Json && plan.Decisions.Count > 0 && (dryRun || !context.Terminal.Settings.Quiet || !yes);
        if (shows)
        {
            context.Terminal.Say(new Text($"To be kept: {KeepingPolicy.Words(policy, folder).English}.", $"Правило хранения: {KeepingPolicy.Words(policy, folder).Russian}."));
            context.Terminal.ResultRaw(RetentionView.Plan(plan, context.Language, context.Terminal.Settings.ColorOnOutput));
        }

        if (plan.IsEmpty)
        {
            context.Terminal.Say(plan.Decisions.Count == 0
                ? new Text($"There are no snapshots in {place}.", $"В {place} нет снимков.")
                : new Text($"Nothing to remove in {place}.", $"В {place} нечего удалять."));
            return Done(context, folder, plan, dryRun ? null : store.Prune(plan, context.Terminal.Progress(), cancellation));
        }

        context.Terminal.Say(RetentionView.Summary(plan));
        if (dryRun)
        {
            if (plan.FrozenBecause is { } cause)
                context.Terminal.Warn(cause);
            return Done(context, folder, plan, null);
        }

        var nothingDone = new Text("no snapshot was removed", "ни один снимок не удалён");
        if (plan.FrozenBecause is null && !yes && !await context.Terminal.AskAsync(new Text("Remove them?", "Удалить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
        PruneResult result = store.Prune(plan, context.Terminal.Progress(), cancellation);
        context.Terminal.IsDone = RetentionView.Removed(result, plan.Freed);
        foreach (string id in result.Spared)
            context.Terminal.Say(new Text($"{id} was pinned or removed by somebody else meanwhile.", $"{id} тем временем закреплён или удалён кем-то другим."));
        if (!context.Json)
            context.Terminal.Result(RetentionView.Removed(result, plan.Freed));
        return Done(context, folder, plan, result);
    }

    private static int Done(CommandContext context, ProtectedFolder folder, PrunePlan plan, PruneResult? result)
    {
        IReadOnlyList<SnapshotWarning> warnings = result?.Warnings ?? [];
        WarningLines.Show(warnings, context.Terminal);
        if (context.Json)
        {
            IReadOnlyList<RetentionRecord> items = [.. plan.Decisions.Select(decision => RetentionRecord.Of(decision, context.Language))];
            RetentionPolicy policy = plan.Policy!;
            context.Terminal.Result(Json.Of(
                new CleanRecord(result is not null, folder.BackupFolder, policy.Method, policy.Keep, policy.MaxTotalSize?.Bytes, plan.Freed?.Bytes, items, result?.Removed ?? [], [.. warnings.Select(warning => warning.Describe().In(context.Language))]), Json.Records.CleanRecord));
        }

        return (int)(warnings.Count > 0 ? ExitCode.Warnings : ExitCode.Ok);
    }
}
