using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What comes after a restore, whatever becomes of the terminal: the result is told, and somebody finishes the snapshot of how it was before.</summary>
internal static class RestoreEnd
{
    public static int Tell(CommandContext context, ProtectedFolder folder, SnapshotStore store, RestoreResult result, CancellationToken cancellation)
    {
        context.Terminal.IsDone = RestoreView.Done(result, folder.Spec.Place);
        // The folder is restored, whether that can be said or not.
        KitException? Finish() => result.SafetySnapshot is null ? null : context.Services.SnapshotFinishing.Begin(store, cancellation);
        try
        {
            if (context.Json)
                Print(context, result.Plan, result);
            else
                RestoreView.ShowResult(result, folder.Spec.Place, context.Terminal);
        }
        catch
        {
            _ = Finish();
            throw;
        }

        if (Finish() is not { } unfinished)
            return CodeOf(result.Warnings);
        RestoreView.ShowUnfinished(unfinished, context.Terminal);
        return (int)ExitCode.Warnings;
    }

    public static int CodeOf(IReadOnlyList<SnapshotWarning> warnings) => (int)(warnings.Count > 0 ? ExitCode.Warnings : ExitCode.Ok);

    public static void Print(CommandContext context, RestorePlan plan, RestoreResult? result) =>
        context.Terminal.Result(Json.Of(RestoreRecord.Of(plan, result, context.Language), Json.Contracts.RestoreRecord));
}
