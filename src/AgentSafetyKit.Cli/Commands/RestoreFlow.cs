using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Plan, show, ask, restore: what <c>backup restore</c> and <c>undo</c> have in common.</summary>
internal static class RestoreFlow
{
    public static async Task<int> RunAsync(
        CommandContext context, ProtectedFolder folder, string snapshot, IReadOnlyList<string> paths, RestoreAnswers answers, CancellationToken cancellation)
    {
        string? elsewhere = context.Services.Snapshots(folder.Spec).Elsewhere(answers.Target);
        answers = answers with { Target = elsewhere, NamesFolder = answers.Target is not null && elsewhere is null };
        bool inPlace = answers.Target is null && !answers.DryRun;
        using FileLock? alone = inPlace ? context.Services.Folders.TakeAlone(folder.Source) : null;
        // No guest may write into what is being restored, not even what an agent left running.
        MountPause? pause = inPlace ? await context.Services.FolderMounts.PauseAsync(folder.Source).ConfigureAwait(false) : null;
        try
        {
            return await RestoreAsync(context, folder, snapshot, paths, answers, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (pause is not null)
                await pause.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<int> RestoreAsync(
        CommandContext context, ProtectedFolder folder, string snapshot, IReadOnlyList<string> paths, RestoreAnswers answers, CancellationToken cancellation)
    {
        folder = FolderWords.Placed(context, folder);
        SnapshotStore store = context.Services.Snapshots(folder.Spec);
        var request = new RestoreRequest { Id = snapshot, Paths = [.. paths.Select(path => FolderPaths.Within(context, folder, path))], Target = answers.Target, RestoresSetuid = answers.Setuid, AcceptsOtherFolder = answers.NamesFolder };
        RestorePlan plan = store.PlanRestore(request, context.Terminal.Progress(), cancellation);
        if (plan.IsEmpty)
        {
            if (context.Json)
                Print(context, plan, null);
            else
                RestoreView.ShowNothingToDo(plan, context.Terminal);
            return CodeOf(plan.Lost);
        }

        RestoreView.ShowPlan(plan, context.Terminal);
        if (answers.DryRun)
        {
            if (context.Json)
                Print(context, plan, null);
            else
                RestoreView.ShowLost(plan, context.Terminal);
            return 0;
        }

        var nothingDone = new Text("nothing was restored", "ничего не восстановлено");
        if (!answers.Yes && !await context.Terminal.AskAsync(new Text("Do it?", "Выполнить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
        RestoreResult result = store.RestoreAtOnce(plan, takesSafetySnapshot: answers.Target is null && !answers.WithoutSafetySnapshot, context.Terminal.Progress(), cancellation);
        if (context.Json)
            Print(context, plan, result);
        else
            RestoreView.ShowResult(result, folder.Spec.Place, context.Terminal);
        if (result.SafetySnapshot is null || context.Services.SnapshotFinishing.Begin(store, cancellation) is not { } error)
            return CodeOf(result.Warnings);
        RestoreView.ShowUnfinished(error, context.Terminal);
        return (int)ExitCode.Warnings;
    }

    private static int CodeOf(IReadOnlyList<SnapshotWarning> warnings) => (int)(warnings.Count > 0 ? ExitCode.Warnings : ExitCode.Ok);

    private static void Print(CommandContext context, RestorePlan plan, RestoreResult? result) =>
        context.Terminal.Result(Json.Of(RestoreRecord.Of(plan, result, context.Language), Json.Contracts.RestoreRecord));
}
