using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>For snapshots of folders that are named by hand: they too must lie where no agent reaches them.</summary>
internal static class BackupReach
{
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>: the snapshots would lie in a folder that is given to a VM.</exception>
    public static void Check(CommandContext context, string source, string destination)
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

        new BackupPlacement(config, context.Services.Mounts.All()).CheckGiven(RealPath.OfExistingPart(source), destination);
    }
}
