using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Plan, show, ask, restore: what <c>backup restore</c> and <c>undo</c> have in common.</summary>
internal static class RestoreFlow
{
    public static async Task<int> RunAsync(
        CommandContext context, ProtectedFolder folder, string snapshot, IReadOnlyList<string> paths, RestoreAnswers answers, CancellationToken cancellation)
    {
        folder = FolderWords.Placed(context, folder);
        var request = new RestoreRequest { Id = snapshot, Paths = [.. paths.Select(path => FolderPaths.Within(context, folder, path))], Target = answers.Target, RestoresSetuid = answers.Setuid };
        var terms = new RestoreTerms { OnlyPlan = answers.DryRun, TakesSafetySnapshot = !answers.WithoutSafetySnapshot, Agree = (plan, stop) => AgreeAsync(context, plan, answers.Yes, stop) };
        RestoreOutcome outcome = await context.Services.FolderRestore.RunAsync(folder, request, terms, new RenewedProgress(context.Terminal), cancellation).ConfigureAwait(false);
        return outcome.Done is null ? RestoreEnd.TellPlan(context, outcome.Plan) : RestoreEnd.Tell(context, folder, outcome.Done, outcome.Unfinished);
    }

    private static async Task AgreeAsync(CommandContext context, RestorePlan plan, bool yes, CancellationToken cancellation)
    {
        RestoreView.ShowPlan(plan, context.Terminal);
        var nothingDone = new Text("nothing was restored", "ничего не восстановлено");
        if (!yes && !await context.Terminal.AskAsync(new Text("Do it?", "Выполнить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
    }
}
