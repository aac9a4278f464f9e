using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonStopCommand
{
    public static KitCommand Create() => new("stop", new Text("End the daemon; VMs and agents go on", "Завершить службу; ВМ и агенты продолжат работать"))
    {
        Group = CommandGroup.Service,
        Examples =
        [
            new CommandExample("agsekit daemon stop", new Text("a snapshot in the making is finished or given up", "начатый снимок завершится или будет отброшен")),
            new CommandExample("agsekit daemon stop --quiet", new Text("in a script", "в сценарии")),
        ],
        Work = (context, _) => DaemonWords.StopAsync(context),
    };
}
