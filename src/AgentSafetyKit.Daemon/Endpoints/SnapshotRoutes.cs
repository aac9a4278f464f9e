using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>What is looked at in the snapshots of <c>/v1/backups/{mount}</c>, and pins.</summary>
internal static class SnapshotRoutes
{
    /// <summary>Of one file: what a page can show at once.</summary>
    private const int MostContent = 512 << 10;

    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/backups/{mount}/history", async (request, cancellation) =>
        {
            (SnapshotStore store, TreePath path) = (Store(state, request), PathOf(request));
            HistoryRecord history = await Task.Run(() => HistoryRecord.Of(path, new SnapshotHistory(store).Of(path, null, cancellation)), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(history, ContractRecords.Default.HistoryRecord, cancellation).ConfigureAwait(false);
        }) { Query = ["path", "pathBytes"] },
        new Route("GET", "/v1/backups/{mount}/usage", async (request, cancellation) =>
        {
            SnapshotStore store = Store(state, request);
            UsageRecord usage = await Task.Run(() => UsageRecord.Of(store.Spec.BackupFolder, store.Measure(null, cancellation)), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(usage, ContractRecords.Default.UsageRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("GET", "/v1/backups/{mount}/snapshots/{id}/file", async (request, cancellation) =>
        {
            (SnapshotStore store, TreePath path, string id) = (Store(state, request), PathOf(request), request.Values["id"]);
            FileContentRecord content = await Task.Run(() => Read(store, id, path, cancellation), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(content, ContractRecords.Default.FileContentRecord, cancellation).ConfigureAwait(false);
        }) { Query = ["path", "pathBytes"] },
        new Route("PUT", "/v1/backups/{mount}/snapshots/{id}/pin", async (request, cancellation) =>
        {
            string why = (await request.BodyAsync(ContractRecords.Default.PinRequest, cancellation, new PinRequest()).ConfigureAwait(false)).Why ?? "";
            if (why.Length > PinRequest.LongestWhy)
                throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "why", new Text($"it is over {PinRequest.LongestWhy} characters", $"в нём больше {PinRequest.LongestWhy} знаков"));
            SnapshotStore store = Store(state, request);
            SnapshotInfo pinned = await Task.Run(() => store.Pin(request.Values["id"], why, Environment.UserName, null, cancellation), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(SnapshotRecord.Of(pinned), ContractRecords.Default.SnapshotRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("DELETE", "/v1/backups/{mount}/snapshots/{id}/pin", async (request, cancellation) =>
        {
            (SnapshotStore store, string id) = (Store(state, request), request.Values["id"]);
            SnapshotInfo unpinned = await Task.Run(
                () =>
                {
                    store.Unpin(id, null, cancellation);
                    return store.List().First(info => info.Id == id);
                },
                cancellation).ConfigureAwait(false);
            await request.AnswerAsync(SnapshotRecord.Of(unpinned), ContractRecords.Default.SnapshotRecord, cancellation).ConfigureAwait(false);
        }),
    ];

    private static SnapshotStore Store(DaemonState state, Request request) => state.Kit.Snapshots(BackupRoutes.Folder(state, request).Spec);

    private static TreePath PathOf(Request request) =>
        request.Word("pathBytes") is { } bytes ? RestorePaths.ParseBytes(bytes, "pathBytes")
        : request.Word("path") is { } path ? RestorePaths.Parse(path, "path")
        : throw RefusedRequest.Of(StatusCodes.Status400BadRequest, "path", new Text("it has to be given", "его нужно указать"));

    private static FileContentRecord Read(SnapshotStore store, string id, TreePath path, CancellationToken cancellation)
    {
        ListedEntry entry = new SnapshotBrowser(store).List(id, path, null, cancellation).Entry;
        FileContentRecord none = new(id, PathRecord.Shown(path), RawBytes.Of(path.Bytes), entry.Size, "notAFile", null, Truncated: false);
        if (entry.Kind != EntryKind.File)
            return none;
        var bytes = new byte[MostContent];
        int length;
        using (Stream content = store.OpenFile(id, path))
            length = content.ReadAtLeast(bytes, MostContent, throwOnEndOfStream: false);
        ReadOnlySpan<byte> read = bytes.AsSpan(0, length);
        return read.Contains((byte)0) ? none with { State = "binary" } : none with { State = "text", Text = Printable.EscapeContent(read), Truncated = entry.Size > length };
    }
}
