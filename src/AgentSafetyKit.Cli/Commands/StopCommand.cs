using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class StopCommand
{
    private const int DefaultPatience = 10, LongestPatience = 600;

    public static KitCommand Create()
    {
        KitArgument<string> id = DetachedWords.Run();
        var patience = new KitOption<int>("--patience", new Text($"Kill it after so many seconds (default: {DefaultPatience})", $"Через столько секунд завершить принудительно (по умолчанию {DefaultPatience})"))
        { HelpName = "SECONDS", DefaultValueFactory = _ => DefaultPatience };
        return new KitCommand("stop", new Text("End a detached run: ask its agent, then take the last snapshot", "Завершить отсоединённый запуск: попросить агента, сделать последний снимок"))
        {
            Group = CommandGroup.Agents,
            Details = new Text(
                "The agent is asked to end (SIGTERM, after half the time SIGHUP) and killed when the time is over.", "Агента просят завершиться (SIGTERM, через половину срока — SIGHUP), по истечении срока — завершают принудительно."),
            Examples =
            [
                new CommandExample("agsekit stop night", new Text("by its name", "по имени")),
                new CommandExample("agsekit stop 20260101-120000-1a2b --patience 60", new Text("it has much to write down", "ему долго сохраняться")),
            ],
            Work = (context, cancellation) => EndAsync(context, context.Value(id)!, PatienceOf(context.Value(patience)), cancellation),
        }.With(id, patience);
    }

    private static TimeSpan PatienceOf(int seconds) => seconds is >= 0 and <= LongestPatience ? TimeSpan.FromSeconds(seconds) : throw new KitException(
        ErrorCode.Usage,
        new Text($"--patience {seconds} can not be meant", $"--patience {seconds} — недопустимо"),
        new Text($"it is a number of seconds from 0 to {LongestPatience}", $"это число секунд от 0 до {LongestPatience}"),
        Text.Verbatim("agsekit stop night --patience 60"));

    /// <summary>For <c>stop</c> and <c>kill</c>. Answers the exit code.</summary>
    public static async Task<int> EndAsync(CommandContext context, string word, TimeSpan patience, CancellationToken cancellation)
    {
        RunRecord run = await DetachedWords.FindAsync(context, word, cancellation).ConfigureAwait(false);
        RunRecord closed = await context.Services.RunOrders.EndAsync(run, patience, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        context.Terminal.Settle();
        DetachedFlow.ShowEnd(context, closed);
        return 0;
    }
}
