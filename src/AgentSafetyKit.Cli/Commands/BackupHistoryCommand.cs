using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupHistoryCommand
{
    public static KitCommand Create()
    {
        var path = new KitArgument<string>("PATH", new Text("A file or a folder, from where you are", "Файл или папка, от текущей папки"));
        KitOption<string?> source = FolderWords.Source(), destination = FolderWords.Destination();
        return new KitCommand("history", new Text("Show every version of a file or folder in the snapshots", "Показать все версии файла или папки в снимках"))
        {
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
                SnapshotStore store = SnapshotWords.Store(context, source, destination, out ProtectedFolder folder);
                TreePath wanted = FolderPaths.Within(context, folder, context.Value(path)!);
                IReadOnlyList<PathVersion> versions = new SnapshotHistory(store).Of(wanted, SnapshotWords.Progress(context), cancellation);
                string shown = wanted.IsRoot ? "." : wanted.ToString();
                if (context.Json)
                    context.Terminal.Result(Json.Of(new HistoryRecord(shown, [.. versions.Select(VersionOfPathRecord.Of)]), Json.Records.HistoryRecord));
                else
                    context.Terminal.ResultRaw(HistoryView.Table(versions, context.Services.Time, context.Language, context.Terminal.Settings.ColorOnOutput));
                PathVersion last = versions.Last(version => version.Change != ChangeKind.Deleted);
                string place = Printable.Escape(ShellQuote.Word($"{last.Last}:{context.Value(path)}")), words = Printable.Escape(ShellQuote.Word(context.Value(path)!)), options = FolderWords.Options(context, folder);
                context.Terminal.Say(new Text($"Look at one:     agsekit backup show {place}{options}", $"Посмотреть:  agsekit backup show {place}{options}"));
                context.Terminal.Say(new Text($"Bring one back:  agsekit backup restore {last.Last} {words}{options}", $"Вернуть:     agsekit backup restore {last.Last} {words}{options}"));
                return Task.FromResult(0);
            },
        }.With(path, source, destination);
    }
}
