using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class PolicyCommand
{
    public static KitCommand Create() =>
        new KitCommand("policy", new Text("See which agent may work where, and why", "Узнать, какому агенту где можно работать и почему")) { Group = CommandGroup.Agents }.With(PolicyExplainCommand.Create());
}
