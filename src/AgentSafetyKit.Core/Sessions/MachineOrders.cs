using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>VMs made, started, stopped and removed with what hangs on them: the folders that are mounted there go first, and no agent loses its VM unless that is said.</summary>
public sealed class MachineOrders(MachineEngines machines, FolderMounts mounts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A VM that was made, configured or not.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>, <see cref="ErrorCode.MachineMissing"/>.</exception>
    public async Task<MachineInfo> RequireAsync(string name, KitConfig? config, CancellationToken cancellation)
    {
        if (!MachineName.IsValid(name))
            throw MachineNames.Unknown(name, config);
        if (await machines.FindAsync(name, cancellation).ConfigureAwait(false) is { } found)
            return found;
        if (config?.FindMachine(name) is null)
            throw MachineNames.Unknown(name, config);
        throw new KitException(
            ErrorCode.MachineMissing,
            new Text($"VM '{name}' does not exist yet", $"ВМ «{name}» ещё не создана"),
            new Text("it is in the configuration, but was not made", "она есть в настройках, но не была создана"),
            Text.Verbatim($"agsekit create-vm {name}"));
    }

    /// <summary>The VM as it is; made first where it is missing.</summary>
    public async Task<(MachineInfo Machine, bool IsNew)> EnsureAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        await machines.MeasureAsync(spec.Name, cancellation).ConfigureAwait(false) is { } found
            ? (found, false)
            : (await machines.CreateAsync(spec, progress, cancellation).ConfigureAwait(false), true);

    /// <param name="name">The VM.</param>
    /// <param name="force">Also when an agent works in it; switched off at once.</param>
    /// <param name="progress">Of the stopping.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works in it.</exception>
    public async Task StopAsync(string name, bool force, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await mounts.UnmountAllOfAsync(name, force).ConfigureAwait(false);
        await machines.StopAsync(name, force ? TimeSpan.Zero : Patience, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>One that is off is started. Folders that were mounted to stay are mounted again.</summary>
    public async Task<MachineInfo> RestartAsync(string name, bool force, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await using MountPause pause = await mounts.PauseAllOfAsync(name, force).ConfigureAwait(false);
        await machines.StopAsync(name, force ? TimeSpan.Zero : Patience, progress, cancellation).ConfigureAwait(false);
        return await machines.StartAsync(name, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>With its disk.</summary>
    public async Task DestroyAsync(string name, bool force, CancellationToken cancellation)
    {
        await mounts.UnmountAllOfAsync(name, force).ConfigureAwait(false);
        await machines.DestroyAsync(name, cancellation).ConfigureAwait(false);
    }
}
