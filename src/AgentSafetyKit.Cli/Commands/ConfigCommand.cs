using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigCommand
{
    public static KitCommand Create() => new KitCommand("config", new Text("Check, show and edit the configuration", "Проверить, показать и изменить настройки"))
    {
        Group = CommandGroup.Setup,
    }.With(ConfigCheckCommand.Create(), ConfigShowCommand.Create(), ConfigPathCommand.Create(), ConfigEditCommand.Create());
}
