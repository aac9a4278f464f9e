using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupDiffCommand
{
    public static KitCommand Create()
    {
        KitArgument<string[]> words = new("A|B|PATH", new Text(
            $"A snapshot (default: the newest), a second one (default: the folder now), then paths, {FolderPaths.From.English}", $"Снимок (по умолчанию — новейший), второй снимок (по умолчанию — папка сейчас), затем пути, {FolderPaths.From.Russian}"))
        { Arity = ArgumentArity.ZeroOrMore };
        var content = new KitOption<bool>("--content", new Text("Show the changed lines of text files", "Показать изменённые строки текстовых файлов"), "-p");
        var stat = new KitOption<bool>("--stat", new Text("Count the changed lines of each file", "Посчитать изменённые строки в каждом файле"));
        var place = new StoreWords();
        SnapshotWords.Complete(words);
        return new KitCommand("diff", new Text("Show what changed since a snapshot, or between two", "Показать, что изменилось со снимка или между двумя"))
        {
            TakesBytes = true,
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "+ new, ~ changed, - gone, m only its mode, owner or time, t now another kind of thing.\nWith --content into a pipe or a file the lines are as they are; on a terminal control characters are escaped.",
                "+ новое, ~ изменено, - исчезло, m изменились только права, владелец или время, t теперь это другой вид файла.\nС --content в канал или файл строки идут как есть; на терминале управляющие символы экранируются."),
            Examples =
            [
                new CommandExample("agsekit backup diff", new Text("since the newest snapshot", "с новейшего снимка")),
                new CommandExample("agsekit backup diff 20260101-120000 -p src", new Text("line by line, since that one, in src", "построчно, с этого снимка, в папке src")),
                new CommandExample("agsekit backup diff 20260101-120000 20260102-120000 --stat", new Text("between two, lines counted", "между двумя, с подсчётом строк")),
            ],
            Work = (context, cancellation) =>
            {
                SnapshotStore store = place.Store(context, out ProtectedFolder folder);
                string[] given = context.Value(words) ?? [];
                string[] ids = [.. given.Take(2).TakeWhile(SnapshotStore.HasFormOfId)];
                TreePath[] paths = [.. given.Skip(ids.Length).Select(path => FolderPaths.Within(context, folder, path))];
                string from = ids.Length > 0 ? ids[0] : SnapshotWords.Newest(store);
                using SnapshotDiff diff = SnapshotDiff.Open(store, from, ids.Length > 1 ? ids[1] : null, SnapshotWords.Progress(context), cancellation);
                var view = new DiffView(context.Terminal, diff, from, ids.Length > 1 ? ids[1] : null);
                bool withLines = context.Value(content), counted = context.Value(stat);
                List<TreeChange> changes = [.. diff.Changes(paths).OrderBy(change => change.Path, DiffView.PathOrder)];
                if (context.Json)
                    context.Terminal.Result(Json.Of(view.Record(changes, withLines, counted), Json.Contracts.DiffRecord));
                else if (withLines)
                    view.ShowLines(changes);
                else
                    view.ShowList(changes, counted);
                return Task.FromResult(0);
            },
        }.With(words, content, stat, place.Source, place.Destination);
    }
}
