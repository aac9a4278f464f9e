using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Snapshots of the state before a restore, of which all that had to be read of the folder is stored and durable, and the unchanged files are still to be linked. A restore leaves them so and does not wait; whoever looks at the
/// snapshots next, or writes one, finishes them.
/// </summary>
internal static class CapturedSnapshots
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for whoever writes there. Nothing to do: nothing is locked.</summary>
    public static void Finish(BackupFolder backups, SnapshotStoreSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (!IsAny(backups))
            return;
        using FileLock hold = backups.Lock(waits: true, progress, cancellation);
        Continue(backups, spec, progress, cancellation);
    }

    /// <summary>The same for who only reads: where that can not be done now (somebody else is at work for long, the disk is read-only or full), the others are read without it.</summary>
    public static void FinishIfPossible(BackupFolder backups, SnapshotStoreSpec spec, CancellationToken cancellation)
    {
        long begin = TimeProvider.System.GetTimestamp();
        try
        {
            while (IsAny(backups) && TimeProvider.System.GetElapsedTime(begin) < Patience)
            {
                using FileLock? hold = backups.TryLock();
                if (hold is null)
                {
                    cancellation.WaitHandle.WaitOne(Pause);
                    cancellation.ThrowIfCancellationRequested();
                    continue;
                }

                Continue(backups, spec, NoProgress.Instance, cancellation);
                return;
            }
        }
        catch (Exception error) when (error is SystemCallException or KitException)
        {
            // What is captured stays, and is finished when it can be.
        }
    }

    /// <summary>The same for who wants just this snapshot, which is not there yet: it is waited for, as long as it takes. Nothing to do: nothing is locked.</summary>
    /// <exception cref="KitException">Busy: it is stored, and can not be finished now; the cause says why.</exception>
    public static void FinishWanted(BackupFolder backups, SnapshotName wanted, SnapshotStoreSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (!IsWaiting(backups, wanted))
            return;
        Text? cause = null;
        try
        {
            using FileLock hold = backups.Lock(waits: true, progress, cancellation);
            if (IsWaiting(backups, wanted))
                Continue(backups, spec, progress, cancellation);
        }
        catch (SystemCallException error)
        {
            cause = error.Words;
        }
        catch (KitException error)
        {
            cause = error.Cause;
        }

        if (!IsWaiting(backups, wanted))
            return;
        throw new KitException(
            ErrorCode.Busy,
            new Text($"snapshot {wanted} is not finished yet", $"снимок {wanted} ещё не завершён"),
            cause ?? new Text("what it is made of is stored, and still has to be put together", "всё нужное для него сохранено, но ещё не собрано"),
            new Text("give the command again when that is mended; what is stored stays", "устраните причину и повторите команду; сохранённое не пропадёт"));
    }

    /// <summary>Those that are stored and not to be seen yet, oldest first.</summary>
    public static List<SnapshotName> Waiting(BackupFolder backups) => backups.Partials().FindAll(name => IsWaiting(backups, name));

    private static bool IsWaiting(BackupFolder backups, SnapshotName name) =>
        backups.Handle.StatusOf(BackupFolder.Bytes(name.Partial), out FileStatus status) == Errno.Ok && status.Kind == EntryKind.Folder && backups.Info(name).Facts?.Reason == SnapshotReason.BeforeRestore;

    private static void Continue(BackupFolder backups, SnapshotStoreSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        new SnapshotContinuation(backups, new SpaceGuard(backups.Handle, spec.BackupFolder, spec.MinFreeSpace), progress, cancellation).Run();

    /// <summary>Those of a run are finished by the run.</summary>
    private static bool IsAny(BackupFolder backups) => Waiting(backups).Count > 0;
}
