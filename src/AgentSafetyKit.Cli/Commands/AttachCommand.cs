using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class AttachCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = DetachedWords.Run();
        var readOnly = new KitOption<bool>("--read-only", new Text("Only look: keys and window size are not passed on", "Только смотреть: клавиши и размер окна не передаются"));
        return new KitCommand("attach", new Text("Show a detached run on this terminal", "Показать отсоединённый запуск в этом терминале"))
        {
            Group = CommandGroup.Agents,
            RunsInGuest = true,
            Details = new Text(
                "Ctrl+\\ pressed twice leaves; so does closing the terminal. The agent goes on. All other keys are the agent's.\nWhen the agent ends, so does this, with the agent's exit code.",
                "Ctrl+\\ дважды — выйти; можно и просто закрыть терминал. Агент продолжит работу. Остальные клавиши — агенту.\nКогда агент завершится, завершится и эта команда — с его кодом."),
            Examples =
            [
                new CommandExample("agsekit attach night", new Text("by its name", "по имени")),
                new CommandExample("agsekit attach 20260101-120000-1a2b --read-only", new Text("over somebody's shoulder", "через плечо")),
            ],
            Work = async (context, cancellation) =>
            {
                RunRecord run = await DetachedWords.FindAsync(context, context.Value(id)!, cancellation).ConfigureAwait(false);
                return await AttachAsync(context, run, context.Value(readOnly), cancellation).ConfigureAwait(false);
            },
        }.With(id, readOnly);
    }

    private static async Task<int> AttachAsync(CommandContext context, RunRecord run, bool readOnly, CancellationToken cancellation)
    {
        if (run is { EndedAt: null, Guest: not null })
            RequireTerminal(context.Terminal, run);
        if (await RunAttachment.OpenAsync(context.Services.Machines, run, readOnly, cancellation).ConfigureAwait(false) is { } attachment)
        {
            context.Terminal.Say(new Text("Ctrl+\\ twice leaves; the agent goes on.", "Ctrl+\\ дважды — выйти; агент продолжит работу."));
            if (await ShowAsync(context, attachment, cancellation).ConfigureAwait(false) == GuestVerdictState.Alive)
            {
                context.Terminal.Say(new Text($"Left run {run.Id}; it goes on.", $"Вы вышли; запуск {run.Id} продолжается."));
                return 0;
            }

            run = await DetachedFlow.WaitClosedAsync(context, run, cancellation).ConfigureAwait(false);
        }

        DetachedFlow.ShowEnd(context, run);
        return run.ExitCode ?? (int)ExitCode.OursInGuestCommand;
    }

    private static async Task<GuestVerdictState> ShowAsync(CommandContext context, RunAttachment attachment, CancellationToken cancellation)
    {
        try
        {
            await GuestCommand.RunAsync(context.Terminal, attachment.Guest, attachment.Command, cancellation).ConfigureAwait(false);
            context.Terminal.Reclaim();
            return (await attachment.LookAsync(cancellation).ConfigureAwait(false)).State;
        }
        catch (KitException error) when (error.Code == ErrorCode.GuestUnreachable)
        {
            throw attachment.Broken(error);
        }
    }

    private static void RequireTerminal(UserTerminal terminal, RunRecord run)
    {
        if (terminal.Settings is { InputIsTerminal: true, OutputIsTerminal: true })
            return;
        throw new KitException(
            ErrorCode.Usage,
            new Text($"run {run.Id} can not be shown here", $"запуск {run.Id} нельзя показать здесь"),
            new Text("that needs a terminal", "для этого нужен терминал"),
            Text.Verbatim($"agsekit logs {run.Id}"));
    }
}
