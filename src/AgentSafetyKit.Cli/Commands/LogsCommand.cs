using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class LogsCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = DetachedWords.Run();
        var follow = new KitOption<bool>("--follow", new Text("Go on until the agent ends, or Ctrl+C", "Продолжать, пока агент работает (или до Ctrl+C)"), "-f");
        var raw = new KitOption<bool>("--raw", new Text("With all control sequences, as the agent wrote it", "Со всеми управляющими последовательностями, как написал агент"));
        return new KitCommand("logs", new Text("Print what a detached run wrote to its terminal", "Показать, что отсоединённый запуск писал в терминал"))
        {
            Group = CommandGroup.Agents,
            Details = new Text(
                "Kept are the last four megabytes, also when the run has ended. What could give orders to this terminal is taken out unless --raw is given.",
                "Хранятся последние четыре мегабайта, в том числе после завершения. Всё, что могло бы управлять этим терминалом, убирается, если не указан --raw."),
            EndsWithItsReader = true,
            Examples =
            [
                new CommandExample("agsekit logs night", new Text("so far", "до этого момента")),
                new CommandExample("agsekit logs night --follow", new Text("and what comes", "и что будет дальше")),
            ],
            Work = async (context, cancellation) =>
            {
                RunRecord run = await DetachedWords.FindAsync(context, context.Value(id)!, cancellation).ConfigureAwait(false);
                PlainTerminalText? plain = context.Value(raw) ? null : new PlainTerminalText();
                if (!await context.Services.RunLog.ReadAsync(run, context.Value(follow), bytes => Print(context, bytes.Span, plain), cancellation).ConfigureAwait(false))
                    context.Terminal.Say(new Text("Nothing was kept of it.", "От него ничего не сохранилось."));
                if (plain?.End() is { Length: > 0 } rest)
                    context.Terminal.ResultRaw(rest);
                return 0;
            },
        }.With(id, follow, raw);
    }

    private static Task Print(CommandContext context, ReadOnlySpan<byte> bytes, PlainTerminalText? plain)
    {
        if (plain is null)
            context.Terminal.ResultContent(bytes, isSafe: true);
        else
            context.Terminal.ResultRaw(plain.Feed(bytes));
        return Task.CompletedTask;
    }
}
