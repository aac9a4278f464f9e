using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Client;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DashboardCommand
{
    public static KitCommand Create()
    {
        var silent = new KitOption<bool>("--no-open", new Text("Only print the link, which opens the page once", "Только напечатать одноразовую ссылку на страницу"));
        return new KitCommand("dashboard", new Text("Open the web page: all of it at a glance, in the browser", "Открыть веб-страницу: всё сразу, в браузере"))
        {
            Group = CommandGroup.Service,
            Reports = true,
            Details = new Text(
                "The daemon serves it on this computer alone, and is started where it does not run. The link works once, within a minute; the browser that opened it stays let in until the daemon ends, or it was not used for 12 hours.",
                "Её показывает служба, только на этом компьютере; если она не работает, она запускается. Ссылка действует один раз и одну минуту; открывший её браузер сохраняет доступ, пока служба не завершится или 12 часов без обращений."),
            Examples =
            [
                new CommandExample("agsekit dashboard", new Text("in the browser", "в браузере")),
                new CommandExample("agsekit dashboard --no-open", new Text("print the link, such as for another browser or through ssh -L", "напечатать ссылку — для другого браузера или через ssh -L")),
            ],
            Work = async (context, cancellation) =>
            {
                DaemonControl control = DaemonWords.ControlOf(context);
                SystemdUnit unit = DaemonWords.UnitOf(context);
                if (control.Process == 0)
                {
                    // Not as 'daemon start' does it: the link alone is the result.
                    await control.StartAsync(unit.IsInstalled && await unit.AnswersAsync(cancellation).ConfigureAwait(false) ? unit : null, cancellation).ConfigureAwait(false);
                    context.Terminal.Say(new Text($"The daemon has started (process {control.Process}).", $"Служба запущена (процесс {control.Process})."));
                }

                DashboardRecord page = await control.Client.SendAsync("POST", "/v1/dashboard", [], ContractRecords.Default.DashboardRecord, DaemonClient.UsualPatience, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(page, Json.Contracts.DashboardRecord));
                else
                    context.Terminal.Result(page.Url);
                if (!context.Value(silent) && !context.Json && !await Browser.OpenAsync(page.Url, cancellation).ConfigureAwait(false))
                    context.Terminal.Say(new Text("No browser could be started: open the link yourself within a minute.", "Запустить браузер не удалось: откройте ссылку сами в течение минуты."));
                return 0;
            },
        }.With(silent);
    }
}
