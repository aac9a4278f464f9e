using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>Multipass's own snapshots: of machines that are off, the disk and the settings.</summary>
public sealed partial class MultipassProvider
{
    private static readonly TimeSpan SnapshotLimit = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<MachineSnapshot>> ListSnapshotsAsync(string name, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        Require(folder);
        await StatusAsync(folder, cancellation).ConfigureAwait(false);
        return await _client.SnapshotsAsync(name, cancellation).ConfigureAwait(false);
    }

    public async Task<MachineSnapshot> SaveSnapshotAsync(string name, string? snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        Require(folder);
        MultipassStatus status = await StatusAsync(folder, cancellation).ConfigureAwait(false);
        string wanted = SnapshotNames.Choose(name, snapshot, await _client.SnapshotsAsync(name, cancellation).ConfigureAwait(false));
        if (status != MultipassStatus.Stopped)
        {
            throw MultipassFailure.Failed(
                name,
                new Text("Multipass takes snapshots only of VMs that are stopped", "Multipass делает снимки только остановленных ВМ"),
                Text.Verbatim($"agsekit stop-vm {name} && agsekit vm-snapshot save {name} {wanted}"));
        }

        progress.Report(new WorkProgress(new Text($"taking a snapshot of VM '{name}'", $"делаем снимок ВМ «{name}»")));
        await _client.ChangeAsync("snapshot", name, MultipassCommands.Snapshot(name, wanted), SnapshotLimit, cancellation).ConfigureAwait(false);
        return SnapshotNames.Require(name, wanted, await _client.SnapshotsAsync(name, cancellation).ConfigureAwait(false));
    }

    public async Task<MachineInfo> RestoreSnapshotAsync(string name, string snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        MultipassRecord record = Require(folder);
        MultipassStatus status = await StatusAsync(folder, cancellation).ConfigureAwait(false);
        SnapshotNames.Require(name, snapshot, await _client.SnapshotsAsync(name, cancellation).ConfigureAwait(false));
        await CloseAsync(folder, record).ConfigureAwait(false);
        if (status != MultipassStatus.Stopped)
            await _starter.SwitchOffAsync(name).ConfigureAwait(false);
        progress.Report(new WorkProgress(new Text($"putting VM '{name}' back", $"возвращаем ВМ «{name}»")));
        await _client.ChangeAsync("restore", name, MultipassCommands.Restore(name, snapshot), SnapshotLimit, cancellation).ConfigureAwait(false);
        folder.Write(await MeasuredAsync(record, cancellation).ConfigureAwait(false));
        return await ObserveAsync(folder, cancellation).ConfigureAwait(false);
    }

    public async Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        Require(folder);
        await StatusAsync(folder, cancellation).ConfigureAwait(false);
        SnapshotNames.Require(name, snapshot, await _client.SnapshotsAsync(name, cancellation).ConfigureAwait(false));
        await _client.ChangeAsync("delete", name, MultipassCommands.DeleteSnapshot(name, snapshot), SnapshotLimit, cancellation).ConfigureAwait(false);
    }
}
