using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class KillCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = DetachedWords.Run();
        return new KitCommand("kill", new Text("End a detached run at once, without asking its agent", "Завершить отсоединённый запуск сразу, не спрашивая агента"))
        {
            Group = CommandGroup.Agents,
            Details = new Text("The last snapshot is taken all the same.", "Последний снимок делается и в этом случае."),
            Examples =
            [
                new CommandExample("agsekit kill night", new Text("by its name", "по имени")),
                new CommandExample("agsekit kill 20260101-120000-1a2b", new Text("by its id", "по номеру")),
            ],
            Work = (context, cancellation) => StopCommand.EndAsync(context, context.Value(id)!, TimeSpan.Zero, cancellation),
        }.With(id);
    }
}
