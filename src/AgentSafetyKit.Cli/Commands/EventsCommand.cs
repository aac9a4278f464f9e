using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class EventsCommand
{
    private const int UsualCount = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    public static KitCommand Create()
    {
        var follow = new KitOption<bool>("--follow", new Text("Go on with what happens, until Ctrl+C", "Продолжать по мере событий, до Ctrl+C"), "-f");
        var last = new KitOption<string?>("--last", new Text($"How many of those that are kept (default: {UsualCount}; 0: all)", $"Сколько последних из сохранённых (по умолчанию {UsualCount}; 0 — все)"), "-n") { HelpName = "N" };
        return new KitCommand("events", new Text("Show what happened: snapshots, failures, changes of the configuration", "Показать, что происходило: снимки, сбои, смена настроек"))
        {
            Group = CommandGroup.Service,
            Reports = true,
            Details = new Text("What the daemon has written down, also while it does not run.", "То, что записала служба; доступно, и когда она не работает."),
            EndsWithItsReader = true,
            Examples =
            [
                new CommandExample("agsekit events --follow", new Text("the last ones, and what happens from now on", "последние и всё новое")),
                new CommandExample("agsekit events --last 0 --json", new Text("all that is kept, a line of JSON each", "все сохранённые, по строке JSON")),
            ],
            Work = (context, cancellation) => ShowAsync(context, CountOf(context.Value(last)), context.Value(follow), cancellation),
        }.With(follow, last);
    }

    private static async Task<int> ShowAsync(CommandContext context, int count, bool follows, CancellationToken cancellation)
    {
        string folder = context.Services.Paths.EventsFolder;
        var journal = new EventJournal(folder);
        IReadOnlyList<KitEvent> kept = journal.After(0);
        long seen = 0;
        void Print(IEnumerable<KitEvent> events)
        {
            foreach (KitEvent happened in events)
            {
                seen = happened.Id;
                EventView.Print(happened, context.Terminal, context.Json, context.Services.Time.LocalTimeZone);
            }
        }

        Print(count == 0 ? kept : kept.Skip(kept.Count - count));
        if (kept.Count == 0 && !follows && !context.Json)
            context.Terminal.Say(new Text("Nothing has been written down yet. The daemon does that: agsekit daemon start", "Пока ничего не записано. Это делает служба: agsekit daemon start"));
        while (follows)
        {
            // By the file: also the events of a daemon that is started later are seen.
            await Task.Delay(Pace, cancellation).ConfigureAwait(false);
            if (journal.HasChanged())
                Print(journal.After(seen));
        }

        return 0;
    }

    private static int CountOf(string? given) => given is null ? UsualCount
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count
        : throw new KitException(
            ErrorCode.Usage,
            new Text($"'{Printable.Escape(given)}' is not a value for --last", $"«{Printable.Escape(given)}» не подходит для --last"),
            new Text("it takes a whole number; 0: all", "нужно целое число; 0 — все"),
            new Text("for instance: --last 20", "например: --last 20"));
}
