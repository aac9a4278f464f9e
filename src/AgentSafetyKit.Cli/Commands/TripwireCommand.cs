using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class TripwireCommand
{
    public static KitCommand Create() => new KitCommand("tripwire", new Text("Answer for an agent that was stopped because it deletes too much", "Решить судьбу агента, остановленного из-за массового удаления")) { Group = CommandGroup.Folders }
        .With(TripwireListCommand.Create(), TripwireContinueCommand.Create(), TripwireUndoCommand.Create());
}
