using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonStatusCommand
{
    public static KitCommand Create() => new("status", new Text("Show whether the daemon runs, and what it keeps going", "Показать, работает ли служба и чем занята"))
    {
        Group = CommandGroup.Service,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit daemon status", new Text("a screen", "на один экран")),
            new CommandExample("agsekit daemon status --json", new Text("for programs: what /v1/daemon says", "для программ: ответ /v1/daemon")),
        ],
        Work = async (context, cancellation) =>
        {
            DaemonControl control = DaemonWords.ControlOf(context);
            if (control.Process == 0)
                return NotRunning(context);
            DaemonResponse status = await control.Client.GetAsync("/v1/daemon", ContractRecords.Default.DaemonResponse, cancellation).ConfigureAwait(false);
            if (context.Json)
                context.Terminal.Result(Json.Of(new DaemonRecord(true, status), Json.Contracts.DaemonRecord));
            else
                Show(context, status);
            return (int)(status.Healthy ? ExitCode.Ok : ExitCode.Warnings);
        },
    };

    private static int NotRunning(CommandContext context)
    {
        if (context.Json)
            context.Terminal.Result(Json.Of(new DaemonRecord(false, null), Json.Contracts.DaemonRecord));
        else
            context.Terminal.Result(new Text("The daemon does not run. It is started with: agsekit daemon start", "Служба не работает. Запустить: agsekit daemon start"));
        return (int)ExitCode.Daemon;
    }

    private static void Show(CommandContext context, DaemonResponse status)
    {
        TimeZoneInfo zone = context.Services.Time.LocalTimeZone;
        UserTerminal terminal = context.Terminal;
        terminal.Result(DaemonView.Heading(status, zone));
        DaemonWords.WarnOfConfig(context, status.Config);
        terminal.ResultRaw(DaemonView.Backups(status, zone, context.Language, terminal.Settings.ColorOnOutput));
        foreach (Text trouble in DaemonView.Troubles(status, zone))
            terminal.Warn(trouble);
    }
}
