using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupUsageCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> folder = FolderWords.Folder();
        KitOption<string?> destination = FolderWords.Destination();
        return new KitCommand("usage", new Text("Show what each snapshot holds", "Показать, сколько занимает каждый снимок"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "Snapshots share what did not change, so their sizes do not add up. ONLY HERE is what removing one frees.\nFiles that change nearly always are named: a log or a build may be worth a line in .backupignore.",
                "Неизменное у снимков общее, поэтому их размеры не складываются. «ТОЛЬКО В НЁМ» — столько освободит удаление.\nНазываются и файлы, которые меняются почти всегда: журналу или сборке, возможно, место в .backupignore."),
            Examples =
            [
                new CommandExample("agsekit backup usage", new Text("of the folder you are in", "папки, в которой вы находитесь")),
                new CommandExample("agsekit backup usage ~/project --json", new Text("of another one, for programs", "другой папки, для программ")),
            ],
            Work = (context, cancellation) =>
            {
                ProtectedFolder found = FolderWords.FindStore(context, context.Value(folder)!, context.Value(destination));
                StoreUsage usage = context.Services.Snapshots(found.Spec).Measure(context.Terminal.Progress(), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(UsageRecord.Of(found.BackupFolder, usage), Json.Contracts.UsageRecord));
                else
                    Show(context, found, usage);
                return Task.FromResult(0);
            },
        }.With(folder, destination);
    }

    private static void Show(CommandContext context, ProtectedFolder found, StoreUsage usage)
    {
        string place = Printable.Escape(found.BackupFolder);
        bool color = context.Terminal.Settings.ColorOnOutput;
        if (usage.Snapshots.Count == 0)
        {
            context.Terminal.Say(new Text($"There are no snapshots in {place}.", $"В {place} нет снимков."));
            return;
        }

        context.Terminal.ResultRaw(RetentionView.Usage(usage, context.Language, color));
        Text count = Counted.Snapshots(usage.Snapshots.Count);
        context.Terminal.Result(new Text($"{count.English} in {place}, together {new ByteSize(usage.TotalBytes)}", $"{count.Russian} в {place}, вместе {new ByteSize(usage.TotalBytes)}"));
        if (usage.Churners.Count > 0)
            context.Terminal.ResultRaw("\n" + RetentionView.Churners(usage, context.Language, color));
    }
}
