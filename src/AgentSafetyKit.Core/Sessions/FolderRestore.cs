using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Puts a folder back as a snapshot has it, with no run at work in it and out of every guest's hands meanwhile.</summary>
public sealed class FolderRestore(Func<SnapshotStoreSpec, SnapshotStore> snapshots, FolderUse folders, FolderMounts mounts, SnapshotFinishing finishing)
{
    /// <summary>What a restore would do, and what it did: null where it was not asked for, or there was nothing to do.</summary>
    /// <param name="folder">The folder and its snapshots.</param>
    /// <param name="request">What to put back; its target may be the folder itself by any path.</param>
    /// <param name="onlyPlan">Nothing is to be touched.</param>
    /// <param name="takesSafetySnapshot">The present state is stored first (in place only).</param>
    /// <param name="progress">Of all of it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works there; as <see cref="SnapshotStore"/> says.</exception>
    public async Task<(RestorePlan Plan, RestoreResult? Result)> RunAsync(
        ProtectedFolder folder, RestoreRequest request, bool onlyPlan, bool takesSafetySnapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SnapshotStore store = snapshots(folder.Spec);
        string? elsewhere = store.Elsewhere(request.Target);
        request = request with { Target = elsewhere, AcceptsOtherFolder = request.Target is not null && elsewhere is null };
        bool inPlace = elsewhere is null && !onlyPlan;
        using FileLock? alone = inPlace ? folders.TakeAlone(folder.Source) : null;
        // No guest may write into what is being restored, not even what an agent left running.
        MountPause? pause = inPlace ? await mounts.PauseAsync(folder.Source).ConfigureAwait(false) : null;
        try
        {
            RestorePlan plan = store.PlanRestore(request, progress, cancellation);
            if (onlyPlan || plan.IsEmpty)
                return (plan, null);
            RestoreResult result = store.RestoreAtOnce(plan, elsewhere is null && takesSafetySnapshot, progress, cancellation);
            // The folder is restored, whatever becomes of this; the next who looks at the snapshots goes on with it.
            if (result.SafetySnapshot is not null)
                finishing.Begin(store, cancellation);
            return (plan, result);
        }
        finally
        {
            if (pause is not null)
                await pause.DisposeAsync().ConfigureAwait(false);
        }
    }
}
