using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupsCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> folder = FolderWords.Folder();
        KitOption<string?> destination = FolderWords.Destination();
        return new KitCommand("backups", new Text("List the snapshots of a folder", "Показать снимки папки"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit backups", new Text("of the folder you are in", "папки, в которой вы находитесь")),
                new CommandExample("agsekit backups ~/project --json", new Text("of another one, for programs", "другой папки, для программ")),
            ],
            Work = (context, _) =>
            {
                ProtectedFolder found = FolderWords.Find(context, context.Value(folder)!, context.Value(destination));
                IReadOnlyList<SnapshotInfo> snapshots = context.Services.Snapshots(found.Spec).List();
                if (context.Json)
                    context.Terminal.Result(Json.Of(new SnapshotListRecord(found.Source, found.BackupFolder, [.. snapshots.Select(SnapshotRecord.Of)]), Json.Records.SnapshotListRecord));
                else
                    Show(context, found, snapshots);
                return Task.FromResult(0);
            },
        }.With(folder, destination);
    }

    private static void Show(CommandContext context, ProtectedFolder found, IReadOnlyList<SnapshotInfo> snapshots)
    {
        string source = Printable.Escape(found.Source), place = Printable.Escape(found.BackupFolder);
        if (snapshots.Count == 0)
        {
            context.Terminal.Say(new Text($"There are no snapshots of {source} in {place} yet.", $"Снимков {source} в {place} пока нет."));
            return;
        }

        context.Terminal.Say(new Text($"Snapshots of {source} in {place}, oldest first:", $"Снимки {source} в {place}, начиная со старых:"));
        context.Terminal.ResultRaw(SnapshotView.Table(snapshots, context.Language, context.Terminal.Settings.ColorOnOutput));
    }
}
