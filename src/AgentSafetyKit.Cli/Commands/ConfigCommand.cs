using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigCommand
{
    public static KitCommand Create() => new KitCommand("config", new Text("Check and show the configuration", "Проверить и показать настройки"))
    {
        Group = CommandGroup.Setup,
    }.With(ConfigCheckCommand.Create(), ConfigShowCommand.Create(), ConfigPathCommand.Create());
}
