using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class TokenCommand
{
    public static KitCommand Create() => new KitCommand("token", new Text("Keys of programs that use the daemon over TCP", "Ключи программ, которые обращаются к службе по TCP"))
    {
        Group = CommandGroup.Service,
    }.With(TokenAddCommand.Create(), TokenListCommand.Create(), TokenRemoveCommand.Create());
}
