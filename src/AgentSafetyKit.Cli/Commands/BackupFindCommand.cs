using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupFindCommand
{
    public static KitCommand Create()
    {
        var pattern = new KitArgument<string>("PATTERN", new Text("A piece of a name; with * ? [ or / a pattern as in .gitignore", "Часть имени; с * ? [ или / — шаблон как в .gitignore"));
        var place = new StoreWords();
        return new KitCommand("find", new Text("Search all snapshots for files and folders", "Искать файлы и папки во всех снимках"))
        {
            TakesBytes = true,
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text("A piece of a name is found whatever the case of its Latin letters.", "Часть имени ищется без учёта регистра латинских букв."),
            Examples =
            [
                new CommandExample("agsekit backup find report", new Text("names with 'report' in them", "имена, в которых есть «report»")),
                new CommandExample("agsekit backup find 'src/**/*.sql'", new Text("a pattern, quoted for the shell", "шаблон, в кавычках для оболочки")),
            ],
            Work = (context, cancellation) =>
            {
                SnapshotStore store = place.Store(context);
                string words = context.Value(pattern)!;
                IReadOnlyList<FoundPath> found = new SnapshotSearch(store).Find(words, SnapshotWords.Progress(context), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(new FoundRecord([.. found.Select(FoundPathRecord.Of)]), Json.Records.FoundRecord));
                else if (found.Count > 0)
                    context.Terminal.ResultRaw(FoundView.Table(found, context.Services.Time, context.Language, context.Terminal.Settings.ColorOnOutput));
                else
                    context.Terminal.Say(new Text($"No snapshot has anything like '{Printable.Escape(words)}'.", $"Ни в одном снимке нет ничего похожего на «{Printable.Escape(words)}»."));
                return Task.FromResult(0);
            },
        }.With(pattern, place.Source, place.Destination);
    }
}
