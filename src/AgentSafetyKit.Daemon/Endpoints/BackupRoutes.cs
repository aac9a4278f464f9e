using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/backups</c>: <c>{mount}</c> is the id of a mount of the configuration, never a path.</summary>
internal static class BackupRoutes
{
    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/backups", (request, cancellation) => request.AnswerAsync(
            new BackupListRecord([.. state.RequireConfig().Mounts.Where(mount => mount.Backups).Select(mount => Record(state, mount, request.Language))]), ContractRecords.Default.BackupListRecord, cancellation)),
        new Route("GET", "/v1/backups/{mount}", (request, cancellation) => request.AnswerAsync(Record(state, Require(state, request), request.Language), ContractRecords.Default.BackupFolderRecord, cancellation)),
        new Route("GET", "/v1/backups/{mount}/snapshots", async (request, cancellation) =>
        {
            ProtectedFolder folder = Folder(state, request);
            SnapshotStore store = state.Kit.Snapshots(folder.Spec);
            var list = await Task.Run(() => new SnapshotListRecord(folder.Source, folder.BackupFolder, null, [.. store.List().Select(SnapshotRecord.Of)], store.Waiting()), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(list, ContractRecords.Default.SnapshotListRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("GET", "/v1/backups/{mount}/diff", async (request, cancellation) =>
        {
            SnapshotStore store = state.Kit.Snapshots(Folder(state, request).Spec);
            (string? from, string? to, bool content) = (request.Word("from"), request.Word("to"), request.Flag("content"));
            TreePath[] paths = [.. request.Words("path").Select(path => RestorePaths.Parse(path, "path")), .. request.Words("pathBytes").Select(path => RestorePaths.ParseBytes(path, "pathBytes"))];
            DiffRecord diff = await Task.Run(() => DiffRecord.Of(store, from, to, paths, content, cancellation), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(diff, ContractRecords.Default.DiffRecord, cancellation).ConfigureAwait(false);
        }) { Query = ["from", "to", "path", "pathBytes", "content"] },
        new Route("POST", "/v1/backups/{mount}/restore", async (request, cancellation) =>
        {
            SnapshotRestoreRequest wish = await request.BodyAsync(ContractRecords.Default.SnapshotRestoreRequest, cancellation).ConfigureAwait(false);
            await RestorePaths.BeginAsync(state, request, "backup.restore", Folder(state, request), wish, cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/backups/{mount}/verify", async (request, cancellation) =>
        {
            IReadOnlyList<string> ids = (await request.BodyAsync(ContractRecords.Default.VerifyRequest, cancellation, new VerifyRequest()).ConfigureAwait(false)).Snapshots ?? [];
            ProtectedFolder folder = Folder(state, request);
            SnapshotStore store = state.Kit.Snapshots(folder.Spec);
            await request.AcceptAsync(
                state.Operations.Begin("backup.verify", Printable.Escape(folder.Source), (progress, stop) =>
                {
                    VerifyResult result = new SnapshotVerifier(store, progress, stop).Verify(ids);
                    state.Kit.BackupChecks.Remember(store.Spec, result, wasOfAll: ids.Count == 0, state.Kit.Time.GetUtcNow());
                    return Task.FromResult<JsonElement?>(JsonSerializer.SerializeToElement(VerifyRecord.Of(result), ContractRecords.Default.VerifyRecord));
                }),
                cancellation).ConfigureAwait(false);
        }),
    ];

    private static MountSettings Require(DaemonState state, Request request)
    {
        string id = request.Values["mount"];
        return MountOrders.Find(state.RequireConfig(), id) is { Backups: true } mount ? mount : throw MountOrders.Unknown(id);
    }

    /// <summary>The folder may be gone, which is when its snapshots are wanted most.</summary>
    public static ProtectedFolder Folder(DaemonState state, Request request)
    {
        MountSettings mount = Require(state, request);
        return new ProtectedFolder(new MountSources(state.Config.Current).Of(mount), mount.Backup, mount);
    }

    private static BackupFolderRecord Record(DaemonState state, MountSettings mount, Language language)
    {
        string source = new MountSources(state.Config.Current).Of(mount);
        return new BackupFolderRecord(
            MountStore.IdOf(source, mount.Machine),
            Printable.Escape(source),
            Printable.Escape(mount.Backup),
            mount.Machine,
            DaemonPicture.BackupOf(state, source, mount.Backup, language),
            BackupCheckRecord.Of(state.Kit.BackupChecks.Find(source, mount.Backup)));
    }
}
