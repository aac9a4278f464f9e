using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DownCommand
{
    public static KitCommand Create()
    {
        var force = new KitOption<bool>("--force", new Text("Also when agents work in them; switch them off at once", "Даже если в них работают агенты; выключить сразу"));
        return new KitCommand("down", new Text("Stop all VMs", "Остановить все ВМ"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "All that agsekit made, side by side. While an agent works in one of them none is stopped.",
                "Все, созданные agsekit, одновременно. Пока хоть в одной работает агент, не останавливается ни одна."),
            Examples =
            [
                new CommandExample("agsekit down", new Text("before the computer is switched off", "перед выключением компьютера")),
                new CommandExample("agsekit down --force", new Text("whatever they are doing", "чем бы они ни были заняты")),
            ],
            Work = (context, cancellation) => MachineStopping.StopAllAsync(context, context.Value(force), cancellation),
        }.With(force);
    }
}
