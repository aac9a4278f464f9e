using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonUninstallCommand
{
    public static KitCommand Create() => new("uninstall", new Text("End the service of systemd and remove it", "Завершить сервис systemd и удалить его"))
    {
        Group = CommandGroup.Service,
        Examples =
        [
            new CommandExample("agsekit daemon uninstall", new Text("VMs and agents go on", "ВМ и агенты продолжат работать")),
            new CommandExample("agsekit daemon uninstall --quiet", new Text("in a script", "в сценарии")),
        ],
        Work = async (context, cancellation) =>
        {
            bool was = await DaemonWords.UnitOf(context).UninstallAsync(cancellation).ConfigureAwait(false);
            context.Terminal.Result(was ? new Text("The service is removed.", "Сервис удалён.") : new Text("There is no such service.", "Такого сервиса нет."));
            return 0;
        },
    };
}
