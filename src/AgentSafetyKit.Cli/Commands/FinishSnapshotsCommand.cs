using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The process that makes a restore's safety snapshot whole. Started by other commands, never by people.</summary>
internal static class FinishSnapshotsCommand
{
    public static KitCommand Create()
    {
        var source = new KitArgument<string>("SOURCE", new Text("The protected folder", "Защищаемая папка"));
        var backups = new KitArgument<string>("BACKUPS", new Text("The folder of its snapshots", "Папка её снимков"));
        return new KitCommand("finish-snapshots", new Text("Finish a snapshot in the making (used by agsekit itself)", "Завершить начатый снимок (использует сам agsekit)"))
        {
            Hidden = true,
            Work = (context, cancellation) =>
            {
                var spec = new SnapshotStoreSpec { Source = context.Value(source)!, BackupFolder = context.Value(backups)! };
                context.Services.Snapshots(spec).FinishCaptured(null, cancellation);
                return Task.FromResult(0);
            },
        }.With(source, backups);
    }
}
