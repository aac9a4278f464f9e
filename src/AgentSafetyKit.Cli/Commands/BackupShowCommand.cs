using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupShowCommand
{
    public static KitCommand Create()
    {
        var place = new KitArgument<string>("ID[:PATH]", new Text(
            $"The snapshot, and a file or folder in it (default: the whole folder), {FolderPaths.From.English}", $"Снимок и файл или папка в нём (по умолчанию — вся папка), {FolderPaths.From.Russian}"));
        var where = new StoreWords();
        SnapshotWords.Complete(place);
        return new KitCommand("show", new Text("List a folder of a snapshot, or print a file of it", "Показать папку снимка или напечатать файл из него"))
        {
            TakesBytes = true,
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "A file goes into a pipe or a file as it is; on a terminal control characters are escaped.\nWith --json a file is described, not printed.",
                "В канал или файл содержимое идёт как есть; на терминале управляющие символы экранируются.\nС --json файл описывается, а не печатается."),
            Examples =
            [
                new CommandExample("agsekit backup show 20260101-120000", new Text("what it has", "что в нём есть")),
                new CommandExample("agsekit backup show 20260101-120000:src/main.py", new Text("that file as it was then", "этот файл, каким он был тогда")),
            ],
            Work = (context, cancellation) =>
            {
                SnapshotStore store = where.Store(context, out ProtectedFolder folder);
                string[] words = context.Value(place)!.Split(':', 2);
                TreePath path = words is [_, { Length: > 0 } given] ? FolderPaths.Within(context, folder, given) : TreePath.Root;
                SnapshotListing listing = new SnapshotBrowser(store).List(words[0], path, SnapshotWords.Progress(context), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(ListingRecord.Of(words[0], listing), Json.Records.ListingRecord));
                else if (listing.Entry.Kind == EntryKind.File)
                    ListingView.Print(store.OpenFile(words[0], path), context.Terminal, cancellation);
                else
                    context.Terminal.ResultRaw(ListingView.Table(listing, context.Services.Time));
                foreach (TreePath lost in listing.Lost)
                    context.Terminal.Warn(new SnapshotWarning(WarningKind.LostToInterruption, lost).Describe());
                return Task.FromResult(0);
            },
        }.With(place, where.Source, where.Destination);
    }
}
