using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class UpdateAgentsCommand
{
    public static KitCommand Create() => InstallAgentsCommand.Make(
        "update-agents",
        new Text("Bring the agents in the VMs to their newest version", "Обновить агентов в ВМ до новейших версий"),
        new Text(
            "An agent with a 'version' in the configuration is brought to that one. The old one stays until the new one has been tried.",
            "Агент, для которого в настройках указана version, приводится к ней. Старая версия остаётся, пока новая не проверена запуском."),
        renew: true,
        new CommandExample("agsekit update-agents", new Text("all of them", "всех")),
        new CommandExample("agsekit update-agents claude agent-ubuntu", new Text("one, in one VM", "одного, в одной ВМ")));
}
