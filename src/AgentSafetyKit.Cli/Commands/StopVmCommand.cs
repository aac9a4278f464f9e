using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class StopVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        KitOption<bool> all = EveryMachine.Option();
        var force = new KitOption<bool>("--force", new Text("Also when an agent works in it; switch it off at once", "Даже если в ней работает агент; выключить сразу"));
        return new KitCommand("stop-vm", new Text("Stop a VM", "Остановить ВМ"))
        {
            Group = CommandGroup.Machines,
            Examples =
            [
                new CommandExample("agsekit stop-vm", new Text("the first one of the configuration", "первую из настроек")),
                new CommandExample("agsekit stop-vm agent-ubuntu --force", new Text("whatever it is doing", "чем бы она ни была занята")),
            ],
            Work = async (context, cancellation) =>
            {
                if (EveryMachine.IsMeant(context, name, all))
                    return await MachineStopping.StopAllAsync(context, context.Value(force), cancellation).ConfigureAwait(false);
                string machine = MachineWords.NameOf(context, context.Value(name));
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                await context.Services.MachineOrders.StopAsync(machine, context.Value(force), context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text($"VM '{machine}' is stopped.", $"ВМ «{machine}» остановлена."));
                return 0;
            },
        }.With(name, all, force);
    }
}
