using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Puts a folder back as a snapshot has it, with no run at work in it and out of every guest's hands meanwhile.</summary>
public sealed class FolderRestore(Func<SnapshotStoreSpec, SnapshotStore> snapshots, FolderUse folders, FolderMounts mounts, SnapshotFinishing finishing, RestorePlacement placement)
{
    /// <param name="folder">The folder and its snapshots.</param>
    /// <param name="request">What to put back; its target may be the folder itself by any path.</param>
    /// <param name="terms">How far to go.</param>
    /// <param name="progress">Of all of it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works there; <see cref="ErrorCode.FolderRefused"/>: no place to restore into; as <see cref="SnapshotStore"/> says.</exception>
    public async Task<RestoreOutcome> RunAsync(ProtectedFolder folder, RestoreRequest request, RestoreTerms terms, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SnapshotStore store = snapshots(folder.Spec);
        string? elsewhere = request.Target is null ? null : store.Elsewhere(placement.RealOf(request.Target));
        if (elsewhere is not null)
            placement.Require(elsewhere);
        request = request with { Target = elsewhere, AcceptsOtherFolder = request.Target is not null && elsewhere is null };
        bool inPlace = elsewhere is null && !terms.OnlyPlan;
        using FileLock? alone = inPlace ? await folders.TakeAloneAsync(folder.Source, cancellation).ConfigureAwait(false) : null;
        // No guest may write into what is being restored, not even what an agent left running.
        MountPause? pause = inPlace ? await mounts.PauseAsync(folder.Source).ConfigureAwait(false) : null;
        try
        {
            RestorePlan plan = store.PlanRestore(request, progress, cancellation);
            if (plan.IsEmpty || terms.OnlyPlan)
                return new RestoreOutcome(plan, null, null);
            if (terms.Agree is { } agree)
                await agree(plan, cancellation).ConfigureAwait(false);
            RestoreResult result = store.RestoreAtOnce(plan, inPlace && terms.TakesSafetySnapshot, progress, cancellation);
            // The folder is restored, whatever becomes of this; the next who looks at the snapshots goes on with it.
            return new RestoreOutcome(plan, result, result.SafetySnapshot is null ? null : finishing.Begin(store, cancellation));
        }
        finally
        {
            if (pause is not null)
                await pause.DisposeAsync().ConfigureAwait(false);
        }
    }
}
