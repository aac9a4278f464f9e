using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>What restoring a snapshot and undoing a run have in common.</summary>
internal static class RestorePaths
{
    /// <summary>A path from the top of the folder.</summary>
    /// <exception cref="RefusedRequest">422: it is none, or leads out of the folder.</exception>
    public static TreePath Parse(string path, string field) => path.Length > 0 && !Path.IsPathRooted(path) && TreePath.TryParse(path, out TreePath parsed) ? parsed : throw RefusedRequest.Of(
        StatusCodes.Status422UnprocessableEntity, field, new Text($"'{Printable.Escape(path)}' is not a path from the top of the folder", $"«{Printable.Escape(path)}» — не путь от начала папки"));

    public static Task BeginAsync(DaemonState state, Request request, string kind, ProtectedFolder folder, SnapshotRestoreRequest wish, CancellationToken cancellation)
    {
        if (wish.To is { } to && !Path.IsPathRooted(to))
            throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "to", new Text("it is not an absolute path", "это не полный путь"));
        var order = new RestoreRequest { Id = wish.Snapshot, Paths = [.. (wish.Paths ?? []).Select(path => Parse(path, "paths"))], Target = wish.To, RestoresSetuid = wish.RestoreSetuid };
        Language language = request.Language;
        return request.AcceptAsync(
            state.Operations.Begin(kind, Printable.Escape(folder.Source), async (progress, stop) =>
            {
                await state.Kit.AbandonedRuns.ClearAsync(stop).ConfigureAwait(false);
                var terms = new RestoreTerms { OnlyPlan = wish.DryRun, TakesSafetySnapshot = !wish.SkipSafetySnapshot };
                RestoreOutcome outcome = await state.Kit.FolderRestore.RunAsync(folder, order, terms, progress, stop).ConfigureAwait(false);
                return JsonSerializer.SerializeToElement(RestoreRecord.Of(outcome.Plan, outcome.Done, language), ContractRecords.Default.RestoreRecord);
            }),
            cancellation);
    }
}
