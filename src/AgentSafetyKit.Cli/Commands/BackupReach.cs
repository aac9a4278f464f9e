using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>For snapshots of folders that are named by hand: they too must lie where no agent reaches them.</summary>
internal static class BackupReach
{
    /// <summary>Answers the real path of what is to be saved, which need not be there.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: the snapshots would lie in a folder that is given to a VM, or an agent could have put a link into the path.</exception>
    public static string SourceOf(CommandContext context, string source, string destination)
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
                $"whether an agent could reach {Printable.Escape(destination)} is only known of folders mounted now: {broken.What.English}",
                $"доступна ли агенту папка {Printable.Escape(destination)}, проверено только по уже подключённым папкам: {broken.What.Russian}"));
        }

        string real = new MountSources(config, context.Services.Mounts.All()).At(source);
        new BackupPlacement(config, context.Services.Mounts.All()).CheckGiven(real, destination);
        return real;
    }
}
