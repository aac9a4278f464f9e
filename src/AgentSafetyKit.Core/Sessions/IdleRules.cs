using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Unmounts folders and stops VMs that nobody has used for the time the configuration says; the next run starts and mounts them again. Time counts from when they were last seen in use by this object, so after a start of the daemon it
/// begins anew: late is a few megabytes of memory, early would be somebody's work.
/// </summary>
/// <param name="settings">The times.</param>
/// <param name="machines">The VMs.</param>
/// <param name="mounts">Takes folders away.</param>
/// <param name="store">Knows which there are.</param>
/// <param name="runs">Knows who works where.</param>
/// <param name="use">And who else.</param>
/// <param name="time">The clock.</param>
public sealed class IdleRules(IdleSettings settings, IVirtualMachineProvider machines, FolderMounts mounts, MountStore store, RunStore runs, MachineUse use, TimeProvider time)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60), ShortestPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <summary>Between two looks: a tenth of what is waited for.</summary>
    public TimeSpan Pause
    {
        get
        {
            TimeSpan shortest = new[] { settings.UnmountAfter, settings.StopAfter }.Min() ?? LongestPause;
            return TimeSpan.FromTicks(Math.Clamp((shortest / 10).Ticks, ShortestPause.Ticks, LongestPause.Ticks));
        }
    }

    /// <summary>Looks until cancelled.</summary>
    /// <param name="told">What was put away.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KitException">A VM could not be stopped, or its engine does not answer.</exception>
    public async Task RunAsync(Action<IdleAct> told, CancellationToken cancellation)
    {
        while (true)
        {
            await LookAsync(told, cancellation).ConfigureAwait(false);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Puts away what is due now.</summary>
    public async Task LookAsync(Action<IdleAct> told, CancellationToken cancellation)
    {
        IReadOnlyList<RunRecord> live = runs.Live();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (MountRecord mount in store.All())
        {
            // A shell in the VM may stand in any of its folders.
            bool isUsed = live.Any(run => run.Machine == mount.Machine && run.Folder == mount.Source) || IsUsed(mount.Machine);
            if (settings.UnmountAfter is { } limit && DueSince(known, $"mount {mount.Id}", isUsed, limit) is { } unused && await UnmountAsync(mount).ConfigureAwait(false))
                told(new IdleAct(mount.Machine, mount.Source, unused));
        }

        if (settings.StopAfter is { } patience)
        {
            foreach (MachineInfo machine in await machines.ListAsync(cancellation).ConfigureAwait(false))
            {
                if (machine.State != MachineState.Running)
                    continue;
                if (DueSince(known, $"vm {machine.Name}", live.Any(run => run.Machine == machine.Name) || IsUsed(machine.Name), patience) is { } unused
                    && await StopAsync(machine.Name, cancellation).ConfigureAwait(false))
                {
                    _used.Remove($"vm {machine.Name}");
                    told(new IdleAct(machine.Name, null, unused));
                }
            }
        }

        // What is gone, and comes back one day, begins anew.
        foreach (string gone in _used.Keys.Where(key => !known.Contains(key)).ToList())
            _used.Remove(gone);
    }

    /// <summary>For how long it has not been used, where that is long enough.</summary>
    private TimeSpan? DueSince(HashSet<string> known, string key, bool isUsed, TimeSpan limit)
    {
        known.Add(key);
        DateTimeOffset now = time.GetUtcNow();
        if (isUsed || !_used.TryGetValue(key, out DateTimeOffset last))
            _used[key] = last = now;
        return now - last >= limit ? now - last : null;
    }

    private bool IsUsed(string machine)
    {
        using FileLock? alone = use.TryTakeAlone(machine);
        return alone is null;
    }

    private async Task<bool> UnmountAsync(MountRecord mount)
    {
        try
        {
            return await mounts.UnmountAsync(mount.Id).ConfigureAwait(false);
        }
        catch (KitException busy) when (busy.Code == ErrorCode.Busy)
        {
            return false;
        }
    }

    /// <summary>Whoever comes now waits until it is stopped, and starts it again; whoever came a moment ago is seen here.</summary>
    private async Task<bool> StopAsync(string machine, CancellationToken cancellation)
    {
        using FileLock? alone = use.TryTakeAlone(machine);
        if (alone is null || runs.Live().Any(run => run.Machine == machine))
            return false;
        try
        {
            await mounts.UnmountAllOfAsync(machine, force: false).ConfigureAwait(false);
        }
        catch (KitException busy) when (busy.Code == ErrorCode.Busy)
        {
            return false;
        }

        await machines.StopAsync(machine, StopPatience, NoProgress.Instance, cancellation).ConfigureAwait(false);
        return true;
    }
}
