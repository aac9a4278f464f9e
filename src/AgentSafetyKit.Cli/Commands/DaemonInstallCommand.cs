using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonInstallCommand
{
    public static KitCommand Create()
    {
        KitOption<bool> dryRun = CommonOptions.DryRun();
        return new KitCommand("install", new Text("Have systemd start the daemon now and at each login", "Поручить systemd запускать службу сейчас и при каждом входе"))
        {
            Group = CommandGroup.Service,
            Details = new Text(
                "Writes a service of your own systemd (no root is needed) and starts it. 'loginctl enable-linger' lets it run while you are not logged in.",
                "Записывает сервис вашего собственного systemd (root не нужен) и запускает его. С «loginctl enable-linger» он работает и без входа в систему."),
            Examples =
            [
                new CommandExample("agsekit daemon install", new Text("write and start it", "записать и запустить")),
                new CommandExample("agsekit daemon install --dry-run", new Text("show the file", "показать файл")),
            ],
            Work = async (context, cancellation) =>
            {
                SystemdUnit unit = DaemonWords.UnitOf(context);
                if (context.Value(dryRun))
                {
                    context.Terminal.Say(Text.Verbatim($"{unit.File}:"));
                    context.Terminal.ResultRaw(unit.Content);
                    return 0;
                }

                // One that was started by hand makes room for the service, and only for one that can be.
                await unit.RequireSystemdAsync(cancellation).ConfigureAwait(false);
                DaemonControl control = DaemonWords.ControlOf(context);
                await control.StopAsync().ConfigureAwait(false);
                await unit.InstallAsync(cancellation).ConfigureAwait(false);
                // Whoever asks it next gets an answer.
                await control.WaitAsync(cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text($"The daemon is a service now: {unit.File}", $"Служба установлена: {unit.File}"));
                return 0;
            },
        }.With(dryRun);
    }
}
