using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupUnpinCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = FolderWords.SnapshotId();
        var place = new StoreWords();
        return new KitCommand("unpin", new Text("Treat a pinned snapshot as any other again", "Снова считать закреплённый снимок обычным"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit backup unpin 20260101-120000", new Text("in the folder you are in", "в текущей папке")),
                new CommandExample("agsekit backup unpin 20260101-120000 --source-dir ~/project", new Text("of another folder", "другой папки")),
            ],
            Work = (context, cancellation) =>
            {
                string snapshot = context.Value(id)!;
                SnapshotStore store = place.Store(context);
                bool was = store.Unpin(snapshot, context.Terminal.Progress(), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(SnapshotRecord.Of(store.List().First(info => info.Id == snapshot)), Json.Contracts.SnapshotRecord));
                else
                    context.Terminal.Result(was ? new Text($"{snapshot} is no longer pinned.", $"{snapshot} больше не закреплён.") : new Text($"{snapshot} was not pinned.", $"{snapshot} и не был закреплён."));
                return Task.FromResult(0);
            },
        }.With(id, place.Source, place.Destination);
    }
}
