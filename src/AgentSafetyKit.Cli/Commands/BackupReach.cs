using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>For snapshots of folders that are named by hand: they too must lie where no agent reaches them.</summary>
internal static class BackupReach
{
    /// <summary>Of the folder that is to be saved, which need not be there: its real path, and the limits that the configuration sets it.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: the snapshots would lie in a folder that is given to a VM, or an agent could have put a link into the path.</exception>
    public static SnapshotStoreSpec SpecOf(CommandContext context, string source, string destination)
    {
        KitConfig? config = null;
        try
        {
            config = context.Services.ConfigIfAny();
        }
        catch (KitException broken)
        {
            // A mistake in the configuration must not be what keeps a folder from being saved.
            context.Terminal.Warn(new Text(
                $"exclude and the limits of the configuration do not hold, and whether an agent could reach {Printable.Escape(destination)} is only known of folders mounted now: {broken.What.English}",
                $"exclude и пределы из настроек не действуют, а доступна ли агенту папка {Printable.Escape(destination)}, проверено только по уже подключённым папкам: {broken.What.Russian}"));
        }

        var sources = new MountSources(config, context.Services.Mounts.All());
        string real = sources.At(source);
        new BackupPlacement(config, context.Services.Mounts.All()).CheckGiven(real, destination);
        MountSettings[] mounts = [.. (config?.Mounts ?? []).Where(mount => sources.Of(mount) == real)];
        return new ProtectedFolder(real, destination, mounts.FirstOrDefault(mount => mount.Backup == destination) ?? mounts.FirstOrDefault()).Spec;
    }
}
