using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Runs whose watching process was killed: their agents go on in the guest with the folder in their hands and nobody to take snapshots. Whatever touches folders or runs clears them away first: the agent is ended,
/// its mount is taken away unless somebody else needs it, and the run's record gets its end. Its snapshots stay, so it can be reviewed and undone.
/// </summary>
public sealed class AbandonedRuns(RunStore runs, FolderMounts mounts, IVirtualMachineProvider machines, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Clears all of them away and answers which they were. A VM that is off or does not answer keeps nothing from being cleared: its agents reach nothing.</summary>
    public async Task<IReadOnlyList<RunRecord>> ClearAsync(CancellationToken cancellation)
    {
        List<RunRecord> abandoned = [.. runs.All().Where(run => run.EndedAt is null && !run.IsLive)];
        foreach (RunRecord run in abandoned)
        {
            await EndAgentAsync(run, cancellation).ConfigureAwait(false);
            await mounts.UnmountIfUnusedAsync(MountStore.IdOf(run.Folder, run.Machine)).ConfigureAwait(false);
            runs.Save(run with { EndedAt = time.GetUtcNow() });
        }

        return abandoned;
    }

    private async Task EndAgentAsync(RunRecord run, CancellationToken cancellation)
    {
        try
        {
            if (await machines.FindAsync(run.Machine, cancellation).ConfigureAwait(false) is not { State: MachineState.Running })
                return;
            SshConnection guest = await machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
            await new AgentLaunch(guest, run.Id).EndAsync(Patience).ConfigureAwait(false);
        }
        catch (KitException)
        {
            // Unreachable: the mount goes next, and with it all the agent had.
        }
    }
}
