using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>What restoring a snapshot and undoing a run have in common.</summary>
internal static class RestorePaths
{
    public const int MostSteps = 10_000;

    /// <summary>A path from the top of the folder.</summary>
    /// <exception cref="RefusedRequest">422: it is none, or leads out of the folder.</exception>
    public static TreePath Parse(string path, string field) => path.Length > 0 && !Path.IsPathRooted(path) && TreePath.TryParse(path, out TreePath parsed) ? parsed : throw RefusedRequest.Of(
        StatusCodes.Status422UnprocessableEntity, field, new Text($"'{Printable.Escape(path)}' is not a path from the top of the folder", $"«{Printable.Escape(path)}» — не путь от начала папки"));

    /// <summary>As answers give names that are no text: base64.</summary>
    /// <exception cref="RefusedRequest">422.</exception>
    public static TreePath ParseBytes(string path, string field)
    {
        var bytes = new byte[path.Length];
        return Convert.TryFromBase64String(path, bytes, out int length) && length > 0 && bytes[0] != '/' && TreePath.TryParse(bytes.AsSpan(0, length), out TreePath parsed) ? parsed : throw RefusedRequest.Of(
            StatusCodes.Status422UnprocessableEntity, field, new Text("it is not the base64 of a path from the top of the folder", "это не путь от начала папки в base64"));
    }

    public static async Task BeginAsync(DaemonState state, Request request, string kind, ProtectedFolder folder, SnapshotRestoreRequest wish, CancellationToken cancellation)
    {
        if (wish.To is { } to && !Path.IsPathRooted(to))
            throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "to", new Text("it is not an absolute path", "это не полный путь"));
        if (!await Task.Run(() => state.Kit.Snapshots(folder.Spec).List().Any(snapshot => snapshot.Id == wish.Snapshot), cancellation).ConfigureAwait(false))
            throw Missing(wish.Snapshot);
        var order = new RestoreRequest
        {
            Id = wish.Snapshot,
            Paths = [.. (wish.Paths ?? []).Select(path => Parse(path, "paths")), .. (wish.PathsBytes ?? []).Select(path => ParseBytes(path, "pathsBytes"))],
            Target = wish.To,
            RestoresSetuid = wish.RestoreSetuid,
        };
        Language language = request.Language;
        await request.AcceptAsync(
            state.Operations.Begin(kind, Printable.Escape(folder.Source), async (progress, stop) =>
            {
                await state.Kit.AbandonedRuns.ClearAsync(stop).ConfigureAwait(false);
                var terms = new RestoreTerms { OnlyPlan = wish.DryRun, TakesSafetySnapshot = !wish.SkipSafetySnapshot };
                RestoreOutcome outcome = await state.Kit.FolderRestore.RunAsync(folder, order, terms, progress, stop).ConfigureAwait(false);
                return JsonSerializer.SerializeToElement(RestoreRecord.Of(outcome.Plan, outcome.Done, outcome.Unfinished, language, MostSteps), ContractRecords.Default.RestoreRecord);
            }),
            cancellation).ConfigureAwait(false);
    }

    private static KitException Missing(string id) => new(
        ErrorCode.SnapshotMissing,
        new Text($"there is no snapshot '{Printable.Escape(id)}'", $"нет снимка «{Printable.Escape(id)}»"),
        new Text("the folder has none of this id", "у папки нет снимка с таким номером"),
        new Text("GET /v1/backups/{mount}/snapshots lists them", "список: GET /v1/backups/{mount}/snapshots"));
}
