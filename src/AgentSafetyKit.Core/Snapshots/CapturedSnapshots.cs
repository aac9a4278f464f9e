using AgentSafetyKit.Errors;
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

    private static void Continue(BackupFolder backups, SnapshotStoreSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        new SnapshotContinuation(backups, new SpaceGuard(backups.Handle, spec.BackupFolder, spec.MinFreeSpace), progress, cancellation).Run();

    /// <summary>Those of a run are finished by the run.</summary>
    private static bool IsAny(BackupFolder backups) => backups.Partials().Exists(name => backups.Info(name).Facts?.Reason == SnapshotReason.BeforeRestore);
}
