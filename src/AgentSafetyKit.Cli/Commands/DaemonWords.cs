using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Starting and ending the daemon, as several commands do it.</summary>
internal static class DaemonWords
{
    public static DaemonControl ControlOf(CommandContext context) => new(context.Services, context.Language);

    public static SystemdUnit UnitOf(CommandContext context) => new(context.Services, Environment.ProcessPath ?? "agsekit", Environment.GetEnvironmentVariable);

    public static Task<int> StartAsync(CommandContext context, CancellationToken cancellation) => StartAsync(context, installs: false, cancellation);

    /// <param name="context">Of the command.</param>
    /// <param name="installs">Where this user's systemd answers, it becomes a service unless it runs.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<int> StartAsync(CommandContext context, bool installs, CancellationToken cancellation)
    {
        DaemonControl control = ControlOf(context);
        SystemdUnit unit = UnitOf(context);
        bool byService = (unit.IsInstalled || (installs && control.Process == 0)) && await unit.AnswersAsync(cancellation).ConfigureAwait(false);
        if (byService && !unit.IsInstalled)
        {
            await unit.InstallAsync(cancellation).ConfigureAwait(false);
            context.Terminal.Say(new Text($"The daemon is a service now: {unit.File} (to undo: agsekit daemon uninstall)", $"Служба установлена: {unit.File} (отменить: agsekit daemon uninstall)"));
        }

        (int process, bool isNew) = await control.StartAsync(byService ? unit : null, cancellation).ConfigureAwait(false);
        context.Terminal.Result(isNew
            ? new Text($"The daemon has started (process {process}).", $"Служба запущена (процесс {process}).")
            : new Text($"The daemon runs already (process {process}).", $"Служба уже работает (процесс {process})."));
        if (isNew)
            SnapWords.TellOfLogout(context);
        DaemonResponse status = await control.Client.GetAsync("/v1/daemon", ContractRecords.Default.DaemonResponse, cancellation).ConfigureAwait(false);
        WarnOfConfig(context, status.Config);
        return 0;
    }

    public static async Task<int> StopAsync(CommandContext context)
    {
        bool was = await ControlOf(context).StopAsync().ConfigureAwait(false);
        context.Terminal.Result(was ? new Text("The daemon has ended.", "Служба завершена.") : new Text("The daemon does not run.", "Служба не работает."));
        return 0;
    }

    public static void WarnOfConfig(CommandContext context, ConfigStatus config)
    {
        if (config.Problem is not { } problem)
            return;
        string words = $"{problem.Title}: {problem.Cause}";
        context.Terminal.Warn(config.LoadedAt is null
            ? new Text($"{words}\nUntil that is put right it keeps nothing running.", $"{words}\nПока это не исправлено, служба ничего не делает.")
            : new Text($"{words}\nThe last good configuration stays in force.", $"{words}\nДействуют последние верные настройки."));
    }
}
