using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Folders that are in a VM to stay and do not allow the agent of a run: with <c>other_folders: unmount</c> they are taken out of the VM while it works, and are back when the last run there has ended. What waits is written down
/// beside the mounts, so that whoever closes that run brings it back.
/// </summary>
/// <param name="mounts">The mounts.</param>
/// <param name="store">Their records.</param>
/// <param name="runs">Those at work.</param>
public sealed class FoldersAway(FolderMounts mounts, MountStore store, RunStore runs)
{
    /// <summary>The mounts that would be taken away for a run, of those there are.</summary>
    public static IReadOnlyList<MountRecord> For(KitConfig config, AgentSettings agent, MachineSettings machine, string folder, IReadOnlyList<MountRecord> mounted, IReadOnlyList<RunRecord> running)
    {
        if (machine.OtherFolders != OtherFolders.Unmount)
            return [];
        var policy = new AgentPolicy(config, mounted, running);
        return [.. mounted.Where(record => record.Machine == machine.Name && record.Source != folder && !policy.RuleOf(record, machine, agent).Allows && !running.Any(run => run.Machine == machine.Name && run.Folder == record.Source))];
    }

    /// <summary>Before the folder of a run is mounted, with the run on record: one that is used meanwhile stays, and the run is refused for it.</summary>
    public async Task SendAsync(RunPlan plan)
    {
        foreach (MountRecord record in For(plan.Config, plan.Agent, plan.Machine, plan.Folder.Source, store.All(), runs.Live()))
            await mounts.SendAwayAsync(record).ConfigureAwait(false);
    }

    /// <summary>When a run's end is on record.</summary>
    public async Task BringBackAsync(string machine)
    {
        if (store.AwayFrom(machine).Count > 0 && !runs.Live().Any(run => run.Machine == machine))
            await mounts.BringBackAsync(machine).ConfigureAwait(false);
    }
}
