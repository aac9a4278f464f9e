using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class StartVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        KitOption<bool> all = EveryMachine.Option();
        return new KitCommand("start-vm", new Text("Start a VM and wait until it can be used", "Запустить ВМ и дождаться, пока ею можно пользоваться"))
        {
            Group = CommandGroup.Machines,
            Examples =
            [
                new CommandExample("agsekit start-vm", new Text("the first one of the configuration", "первую из настроек")),
                new CommandExample("agsekit start-vm --all-vms", new Text("every one", "каждую")),
            ],
            Work = async (context, cancellation) =>
            {
                if (EveryMachine.IsMeant(context, name, all))
                {
                    string[] names = await EveryMachine.NamesAsync(context.Services, cancellation).ConfigureAwait(false);
                    return await EveryMachine.BringUpAsync(context, names, (one, progress) => context.Services.Machines.StartAsync(one, progress, cancellation), cancellation).ConfigureAwait(false);
                }

                string machine = MachineWords.NameOf(context, context.Value(name));
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                MachineWords.ShowRunning(context, await context.Services.Machines.StartAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false));
                return 0;
            },
        }.With(name, all);
    }
}
