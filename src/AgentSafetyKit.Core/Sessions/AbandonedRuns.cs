using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Runs whose watching process was killed: their agents go on in the guest with the folder in their hands and nobody to take snapshots. Whatever touches folders or runs sees to them first. A detached one is watched
/// again, or closed where its agent is gone. Of any other the agent is ended, its mount is taken away unless somebody else needs it, and the run's record gets its end. Its snapshots stay, so it can be reviewed
/// and undone.
/// </summary>
public sealed class AbandonedRuns(RunStore runs, FolderMounts mounts, FoldersAway away, RunKeepers keepers, IVirtualMachineProvider machines, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sees to all of them and answers how they are now. A VM that is off or does not answer keeps nothing from being cleared: its agents reach nothing.</summary>
    public async Task<IReadOnlyList<RunRecord>> ClearAsync(CancellationToken cancellation)
    {
        List<RunRecord> abandoned = [.. runs.Unended().Where(run => !run.IsWatched)];
        return await Task.WhenAll(abandoned.Select(run => run.IsAdoptable ? AdoptAsync(run, cancellation) : ClearAsync(run, cancellation))).ConfigureAwait(false);
    }

    /// <summary>One that can not be watched now is tried again by the next command.</summary>
    private async Task<RunRecord> AdoptAsync(RunRecord run, CancellationToken cancellation)
    {
        try
        {
            return await keepers.StartAsync(run, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KitException or SystemCallException)
        {
            return run;
        }
    }

    private async Task<RunRecord> ClearAsync(RunRecord run, CancellationToken cancellation)
    {
        await EndAgentAsync(run, cancellation).ConfigureAwait(false);
        await mounts.UnmountIfUnusedAsync(MountStore.IdOf(run.Folder, run.Machine)).ConfigureAwait(false);
        RunRecord ended = run with { EndedAt = time.GetUtcNow() };
        runs.Save(ended);
        mounts.ForgetEnded(ended);
        await away.BringBackAsync(run.Machine).ConfigureAwait(false);
        return ended;
    }

    private async Task EndAgentAsync(RunRecord run, CancellationToken cancellation)
    {
        try
        {
            if (await machines.FindAsync(run.Machine, cancellation).ConfigureAwait(false) is not { State: MachineState.Running })
                return;
            SshConnection guest = await machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
            await new AgentLaunch(guest, run.Id).EndAsync(Patience).ConfigureAwait(false);
            if (run.IsDetached)
                await new DetachedLaunch(guest, run.Id).EndAsync(null).ConfigureAwait(false);
        }
        catch (KitException)
        {
            // Unreachable: the mount goes next, and with it all the agent had.
        }
    }
}
