using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Ssh;

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
            Work = (context, cancellation) => EndAsync(context, context.Value(id)!, TimeSpan.FromSeconds(Math.Clamp(context.Value(patience), 0, LongestPatience)), cancellation),
        }.With(id, patience);
    }

    /// <summary>For <c>stop</c> and <c>kill</c>. Answers the exit code.</summary>
    public static async Task<int> EndAsync(CommandContext context, string word, TimeSpan patience, CancellationToken cancellation)
    {
        RunRecord run = await DetachedWords.FindAsync(context, word, cancellation).ConfigureAwait(false);
        if (run.EndedAt is not null)
        {
            DetachedFlow.ShowEnd(context, run);
            return 0;
        }

        if (run.Guest is not { } process)
            throw Starting(run);
        context.Terminal.Progress().Report(new WorkProgress(new Text("ending the agent", "завершаю агента")));
        SshConnection guest = await context.Services.Machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
        await new DetachedLaunch(guest, run.Id).StopAsync(process, patience, cancellation).ConfigureAwait(false);
        DetachedFlow.ShowEnd(context, await DetachedFlow.WaitClosedAsync(context, run, cancellation).ConfigureAwait(false));
        return 0;
    }

    private static KitException Starting(RunRecord run) => new(
        ErrorCode.Busy,
        new Text($"run {run.Id} can not be ended yet", $"запуск {run.Id} пока нельзя завершить"),
        new Text("its agent has not been started yet", "его агент ещё не запущен"),
        new Text($"wait a moment, or Ctrl+C where it is started (process {run.Watcher?.Id})", $"подождите или нажмите Ctrl+C там, где его запускают (процесс {run.Watcher?.Id})"));
}
