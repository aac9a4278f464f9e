using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the commands about runs without a terminal have in common.</summary>
internal static class DetachedFlow
{
    /// <summary>Answers the exit code; the run's id is the result.</summary>
    public static async Task<int> StartAsync(CommandContext context, RunPlan plan, string? name, CancellationToken cancellation)
    {
        UserTerminal terminal = context.Terminal;
        RunRecord run = await context.Services.DetachedRun.StartAsync(plan, name, new ReclaimingProgress(terminal, terminal.Progress()), cancellation).ConfigureAwait(false);
        terminal.Settle();
        terminal.Result(run.Id);
        if (run.EndedAt is not null)
        {
            terminal.Say(HowItEnded(run));
            return 0;
        }

        string word = run.Name ?? run.Id;
        terminal.Say(new Text($"'{run.Agent}' is at work in VM '{run.Machine}', and goes on without this terminal.", $"«{run.Agent}» работает в ВМ «{run.Machine}», и этот терминал ему не нужен."));
        terminal.Say(new Text($"  look in:  agsekit attach {word}\n  end it:   agsekit stop {word}", $"  заглянуть:  agsekit attach {word}\n  завершить:  agsekit stop {word}"));
        SnapWords.TellOfLogout(context);
        return 0;
    }

    /// <summary>Waits until the run is closed: its last snapshot taken.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: it is not after a while.</exception>
    public static async Task<RunRecord> WaitClosedAsync(CommandContext context, RunRecord run, CancellationToken cancellation)
    {
        RunRecord closed = await context.Services.RunOrders.WaitClosedAsync(run, context.Terminal.CurrentProgress(), cancellation).ConfigureAwait(false);
        context.Terminal.Settle();
        return closed;
    }

    public static Text HowItEnded(RunRecord run)
    {
        string folder = Printable.Escape(run.Folder), agent = Printable.Escape(run.Agent);
        return run.CauseEnglish is not null
            ? new Text($"Run {run.Id} of '{agent}' in {folder} is over: {run.CauseEnglish}.", $"Запуск {run.Id} агента «{agent}» в {folder} закончился: {run.CauseRussian}.")
            : run.ExitCode is { } code
                ? new Text($"'{agent}' ended with code {code} (run {run.Id}).", $"«{agent}» завершился с кодом {code} (запуск {run.Id}).")
                : new Text($"'{agent}' ended, nobody knows with which code (run {run.Id}).", $"«{agent}» завершился, код неизвестен (запуск {run.Id}).");
    }

    /// <summary>How it ended and what to look at now.</summary>
    public static void ShowEnd(CommandContext context, RunRecord run)
    {
        context.Terminal.Result(HowItEnded(run));
        foreach (RunNote note in run.Notes)
            context.Terminal.Warn(note.ToText());
        if (run.BeforeSnapshot is not null)
            context.Terminal.Say(new Text($"  what it changed:  agsekit review {run.Id}\n  put it back:      agsekit undo {run.Id}", $"  что изменилось:  agsekit review {run.Id}\n  вернуть назад:   agsekit undo {run.Id}"));
    }
}
