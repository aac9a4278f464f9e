using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Gives folders of the configuration to their VMs to stay, and takes them away.</summary>
public sealed class MountOrders(FolderRules rules, MountStore store, RunStore runs, MachineSupply machines, FolderMounts mounts)
{
    /// <summary>Mounts it until it is unmounted; the VM is made and started where needed.</summary>
    /// <param name="config">Where the mount is from.</param>
    /// <param name="mount">What is mounted.</param>
    /// <param name="progress">Of the VM.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>The folder's real path.</returns>
    /// <exception cref="KitException">FolderMissing, FolderRefused, PolicyRefused, MountFailed.</exception>
    public async Task<string> MountAsync(KitConfig config, MountSettings mount, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string real = new MountSources(config, store.All()).Require(mount);
        rules.Check(real);
        new BackupPlacement(config, store.All()).Check(real, mount.Backups ? mount.Backup : null);
        MachineSettings machine = config.FindMachine(mount.Machine)!;
        void RequireAllowed() => new AgentPolicy(config, store.All(), runs.Live()).CheckNewcomer(mount, machine, real);
        RequireAllowed();
        await machines.ReadyAsync(machine, progress, cancellation).ConfigureAwait(false);
        await mounts.MountAsync(MountWishes.Of(mount, real, machine.Name), RequireAllowed, cancellation).ConfigureAwait(false);
        return real;
    }

    /// <summary>The mount of the configuration that an id of <see cref="MountStore.IdOf"/> means; null: none.</summary>
    public static MountSettings? Find(KitConfig? config, string id)
    {
        var sources = new MountSources(config);
        return (config?.Mounts ?? []).FirstOrDefault(mount => MountStore.IdOf(sources.Of(mount), mount.Machine) == id);
    }

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>.</exception>
    public static KitException Unknown(string id) => new(
        ErrorCode.UnknownName,
        new Text($"there is no mount '{Printable.Escape(id)}'", $"нет подключения «{Printable.Escape(id)}»"),
        new Text("no folder of the configuration, and none that is mounted, has this id", "ни у одной папки из настроек и ни у одной подключённой нет такого номера"),
        new Text("GET /v1/mounts lists them", "список: GET /v1/mounts"));
}
