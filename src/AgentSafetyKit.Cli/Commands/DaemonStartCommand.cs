using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonStartCommand
{
    public static KitCommand Create() => new("start", new Text("Start the daemon in the background", "Запустить службу в фоне"))
    {
        Group = CommandGroup.Service,
        Examples =
        [
            new CommandExample("agsekit daemon start", new Text("until the next restart of this computer", "до перезагрузки компьютера")),
            new CommandExample("agsekit daemon start --config team.yaml", new Text("by another configuration", "с другими настройками")),
        ],
        Work = DaemonWords.StartAsync,
    };
}
