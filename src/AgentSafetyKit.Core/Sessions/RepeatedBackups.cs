using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>Snapshots of any number of folders, going on by themselves in one process: a <see cref="BackupLoop"/> each.</summary>
/// <param name="folders">Who else is at work in a folder.</param>
/// <param name="mounts">What guests change.</param>
/// <param name="time">The clock.</param>
public sealed class RepeatedBackups(FolderUse folders, MountStore mounts, TimeProvider time)
{
    /// <summary>Works until cancelled, and then returns.</summary>
    /// <param name="backups">The folders.</param>
    /// <param name="progress">Of the snapshots; null: nobody looks.</param>
    /// <param name="tell">Gets what there is to tell of any of them, one thing at a time.</param>
    /// <param name="cancellation">Ends it; snapshots in the making are given up without a trace.</param>
    public async Task RunAsync(IReadOnlyList<RepeatedBackup> backups, IProgress<WorkProgress>? progress, Action<BackupEvent> tell, CancellationToken cancellation)
    {
        var gate = new Lock();
        void TellInTurn(BackupEvent happened)
        {
            lock (gate)
                tell(happened);
        }

        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> running = [.. backups.Select(backup => RunOneAsync(backup, progress, TellInTurn, all.Token))];
        // One that breaks down must not go unnoticed behind others that never end.
        if (running.Count > 0 && (await Task.WhenAny(running).ConfigureAwait(false)).IsFaulted)
            await all.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task RunOneAsync(RepeatedBackup backup, IProgress<WorkProgress>? progress, Action<BackupEvent> tell, CancellationToken cancellation)
    {
        string source = backup.Store.Source;
        Func<long>? guest = backup.MountId is { } id ? () => mounts.Changes(id) : null;
        using IChangeHints hints = backup.Loop.OnBursts ? new FolderHints(source, guest, time) : new NoHints(time);
        using var keeping = new FolderKeeping(folders, backup);
        var loop = new BackupLoop(backup.Loop, new SnapshotStore(backup.Store, time), hints, keeping.Occupant, time, tell) { Progress = progress, RequestNow = keeping.RequestNow };
        await loop.RunAsync(cancellation).ConfigureAwait(false);
    }
}
