using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionCommand
{
    public static KitCommand Create() => new KitCommand("session", new Text("Sandboxes with a time limit, as programs use them", "Песочницы с ограничением времени, как ими пользуются программы"))
    {
        Group = CommandGroup.Boxes,
        Details = new Text("They are the daemon's: programs ask for them over its interface, at /v1/sessions.", "Ими ведает фоновая служба: программы получают их через её интерфейс, /v1/sessions."),
    }.With(SessionCreateCommand.Create(), SessionListCommand.Create(), SessionShowCommand.Create(), SessionRunCommand.Create(), SessionDeleteCommand.Create());
}
