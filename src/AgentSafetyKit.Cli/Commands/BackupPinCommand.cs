using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupPinCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = FolderWords.SnapshotId();
        var why = new KitOption<string?>("--why", new Text("What it is kept for, in your words", "Зачем он хранится, своими словами")) { HelpName = "TEXT" };
        var place = new StoreWords();
        return new KitCommand("pin", new Text("Keep a snapshot for ever", "Хранить снимок всегда"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text("A pinned snapshot is never removed to make room, and takes none of the places of max_backups.", "Закреплённый снимок никогда не удаляется при очистке и не занимает места из max_backups."),
            Examples =
            [
                new CommandExample("agsekit backup pin 20260101-120000", new Text("keep it", "хранить его")),
                new CommandExample("agsekit backup pin 20260101-120000 --why release-1.2", new Text("and say what for", "и записать зачем")),
            ],
            Work = (context, cancellation) =>
            {
                string words = context.Value(why) ?? "";
                if (words.Length > PinRequest.LongestWhy)
                    throw TooLong();
                SnapshotStore store = place.Store(context);
                SnapshotInfo pinned = store.Pin(context.Value(id)!, words, Environment.UserName, context.Terminal.Progress(), cancellation);
                if (context.Json)
                    context.Terminal.Result(Json.Of(SnapshotRecord.Of(pinned), Json.Contracts.SnapshotRecord));
                else
                    context.Terminal.Result(new Text($"{pinned.Id} is pinned.", $"{pinned.Id} закреплён."));
                return Task.FromResult(0);
            },
        }.With(id, why, place.Source, place.Destination);
    }

    private static KitException TooLong() => new(
        ErrorCode.Usage,
        new Text("no snapshot was pinned", "снимок не закреплён"),
        new Text($"what --why says is over {PinRequest.LongestWhy} characters", $"в --why больше {PinRequest.LongestWhy} знаков"),
        new Text("say it shorter", "скажите короче"));
}
