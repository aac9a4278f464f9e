using System.CommandLine;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionRunCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = SessionFlow.Id();
        var words = new KitArgument<string[]>("CMD", new Text("The command and its arguments; with --agent, the text for it", "Команда и её аргументы; с --agent — текст для него")) { Arity = ArgumentArity.OneOrMore };
        var agent = new KitOption<string?>("--agent", new Text("Let this agent work on the text: text-analysis, command, …", "Поручить текст этому агенту: text-analysis, command, …")) { HelpName = "AGENT" };
        var timeout = new KitOption<int?>("--timeout", new Text("Seconds after which it is ended", "Через сколько секунд прервать")) { HelpName = "SECONDS" };
        agent.CompletionSources.Add(_ => AgentTypes.Known);
        return new KitCommand("run", new Text("Run a command in a session, or let an agent work there", "Выполнить в сеансе команду или поручить работу агенту"))
        {
            Group = CommandGroup.Boxes,
            Reports = true,
            RunsInGuest = true,
            PassThroughAfter = 1,
            Details = new Text("What it leaves running is ended with it; its files in /tmp stay as long as the session.", "Всё, что она оставит работать, завершается вместе с ней; её файлы в /tmp остаются, пока есть сеанс."),
            Examples =
            [
                new CommandExample("agsekit session run 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10 -- python3 -c 'print(6 * 7)'", new Text("its exit code is passed on", "её код завершения передаётся дальше")),
                new CommandExample("agsekit session run --agent text-analysis 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10 -- 'What a lovely day'", new Text("sentiment and keywords", "тональность и ключевые слова")),
            ],
            Work = async (context, cancellation) =>
            {
                string path = SessionFlow.PathOf(context.Value(id)!);
                string[] given = context.Value(words)!;
                (string where, byte[] body) = context.Value(agent) is { } name
                    ? ("/execute", JsonSerializer.SerializeToUtf8Bytes(new ExecuteRequest(string.Join(' ', given), name, null, context.Value(timeout)), ContractRecords.Default.ExecuteRequest))
                    : ("/exec", JsonSerializer.SerializeToUtf8Bytes(new SessionExecRequest(given, null, context.Value(timeout)), ContractRecords.Default.SessionExecRequest));
                ExecutionRecord end = await SessionWishes.AskAsync(context, "run", path + where, body, ContractRecords.Default.ExecutionRecord, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(end, Json.Contracts.ExecutionRecord));
                else
                    Show(context, end);
                return end.ExitCode;
            },
        }.With(id, words, agent, timeout);
    }

    private static void Show(CommandContext context, ExecutionRecord end)
    {
        var plain = new PlainTerminalText();
        context.Terminal.ResultRaw(plain.Feed(Encoding.UTF8.GetBytes(end.Output is { } output ? output.GetRawText() + "\n" : end.Stdout ?? "")) + plain.End());
        if (end.Stderr is { Length: > 0 } said)
            context.Terminal.Say(Text.Verbatim(Printable.EscapeLines(Encoding.UTF8.GetBytes(said)).TrimEnd()));
        if (end.TimedOut)
            context.Terminal.Say(new Text("It was ended: its time was over.", "Прервано: время вышло."));
    }
}
