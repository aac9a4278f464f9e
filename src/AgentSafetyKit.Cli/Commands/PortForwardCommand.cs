using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Cli.Commands;

internal static class PortForwardCommand
{
    public static KitCommand Create() => new("portforward", new Text("Keep the configured port forwards up until stopped", "Поддерживать пробросы портов из настроек, пока не остановят"))
    {
        Group = CommandGroup.Machines,
        Details = new Text(
            "Follows changes of the configuration, VMs that restart and connections that break. VMs that are off are waited for, not started.\nCtrl+C takes the forwards away; connections that are open stay.",
            "Следит за изменениями настроек, перезапусками ВМ и обрывами связи. Выключенные ВМ не запускает, а ждёт.\nCtrl+C убирает пробросы; уже открытые соединения остаются."),
        Examples =
        [
            new CommandExample("agsekit portforward", new Text("all VMs of the configuration", "все ВМ из настроек")),
            new CommandExample("agsekit portforward --quiet", new Text("only what comes up, what goes, and warnings", "только что заработало, что убрано, и предупреждения")),
        ],
        Work = async (context, cancellation) =>
        {
            UserTerminal terminal = context.Terminal;
            var view = new ForwardTalk(terminal);
            var forwarding = new PortForwarding(context.Services.Machines, context.Services.Forwards, context.Services.Time) { Changed = view.Show };
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var config = new ConfigKeeper(context.Services.ConfigFile, context.Services.ConfigContext, context.Services.Time);
            Task Apply(ConfigOutcome outcome)
            {
                if (outcome == ConfigOutcome.Broken)
                    view.Broken(config.Current is null ? throw config.Problem! : config.Problem!);
                if (outcome != ConfigOutcome.Applied)
                    return Task.CompletedTask;
                view.Begin(config.Current!);
                forwarding.Reconcile(config.Current!);
                return Task.CompletedTask;
            }

            Task following = new ConfigFollower(config, context.Services.Time) { Deaf = view.Deaf }.RunAsync(Apply, both.Token);
            Task keeping = forwarding.RunAsync(both.Token);
            Task first = await Task.WhenAny(following, keeping).ConfigureAwait(false);
            await both.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(following, keeping)).ConfigureAwait(false);
            if (!cancellation.IsCancellationRequested)
                await first.ConfigureAwait(false);
            terminal.Say(new Text("Stopped; the forwards are gone.", "Остановлено; пробросы убраны."));
            return (int)ExitCode.Cancelled;
        },
    };
}
