using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What comes after a restore: what was done is told, or what would be.</summary>
internal static class RestoreEnd
{
    public static int Tell(CommandContext context, ProtectedFolder folder, RestoreResult result, KitException? unfinished)
    {
        context.Terminal.IsDone = RestoreView.Done(result, folder.Spec.Place);
        if (context.Json)
            Print(context, result.Plan, result, unfinished);
        else
            RestoreView.ShowResult(result, folder.Spec.Place, context.Terminal);
        if (unfinished is null)
            return CodeOf(result.Warnings);
        RestoreView.ShowUnfinished(unfinished, context.Terminal);
        return (int)ExitCode.Warnings;
    }

    /// <summary>Of a restore that had nothing to do, or was to do nothing.</summary>
    public static int TellPlan(CommandContext context, RestorePlan plan)
    {
        if (!plan.IsEmpty)
            RestoreView.ShowPlan(plan, context.Terminal);
        if (context.Json)
            Print(context, plan, null, null);
        else if (plan.IsEmpty)
            RestoreView.ShowNothingToDo(plan, context.Terminal);
        else
            RestoreView.ShowLost(plan, context.Terminal);
        return plan.IsEmpty ? CodeOf([.. plan.Lost, .. plan.LeftAlone]) : (int)ExitCode.Ok;
    }

    private static int CodeOf(IReadOnlyList<SnapshotWarning> warnings) => (int)(warnings.Count > 0 ? ExitCode.Warnings : ExitCode.Ok);

    private static void Print(CommandContext context, RestorePlan plan, RestoreResult? result, KitException? unfinished) =>
        context.Terminal.Result(Json.Of(RestoreRecord.Of(plan, result, unfinished, context.Language), Json.Contracts.RestoreRecord));
}
