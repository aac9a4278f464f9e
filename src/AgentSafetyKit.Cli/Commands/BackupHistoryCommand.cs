using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupHistoryCommand
{
    public static KitCommand Create()
    {
        var path = new KitArgument<string>("PATH", new Text($"A file or a folder, {FolderPaths.From.English}", $"Файл или папка, {FolderPaths.From.Russian}"));
        var place = new StoreWords();
        return new KitCommand("history", new Text("Show every version of a file or folder in the snapshots", "Показать все версии файла или папки в снимках"))
        {
            TakesBytes = true,
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "Oldest first; consecutive snapshots with the same version are one line. A folder has a new version whenever anything in it changed.",
                "Сначала старые; подряд идущие снимки с одной версией — одна строка. У папки новая версия, если изменилось что угодно внутри."),
            Examples =
            [
                new CommandExample("agsekit backup history src/main.py", new Text("of a file", "файла")),
                new CommandExample("agsekit backup history docs --json", new Text("of a folder, for programs", "папки, для программ")),
            ],
            Work = (context, cancellation) =>
            {
                SnapshotStore store = place.Store(context, out ProtectedFolder folder);
                TreePath wanted = FolderPaths.Within(context, folder, context.Value(path)!);
                IReadOnlyList<PathVersion> versions = new SnapshotHistory(store).Of(wanted, SnapshotWords.Progress(context), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(HistoryRecord.Of(wanted, versions), Json.Contracts.HistoryRecord));
                else
                    context.Terminal.ResultRaw(HistoryView.Table(versions, context.Services.Time, context.Language, context.Terminal.Settings));
                PathVersion last = versions.Last(version => version.Change != ChangeKind.Deleted);
                StorePlace shown = folder.Spec.Place;
                string show = shown.Command("backup show", $"{last.Last}:{context.Value(path)}"), restore = shown.Command("backup restore", last.Last, context.Value(path)!);
                context.Terminal.Say(new Text($"Look at one:     {show}", $"Посмотреть:  {show}"));
                context.Terminal.Say(new Text($"Bring one back:  {restore}", $"Вернуть:     {restore}"));
                return Task.FromResult(0);
            },
        }.With(path, place.Source, place.Destination);
    }
}
