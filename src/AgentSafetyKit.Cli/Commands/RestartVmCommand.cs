using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class RestartVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        KitOption<bool> all = EveryMachine.Option();
        var force = new KitOption<bool>("--force", new Text("Also when an agent works in it; switch it off at once", "Даже если в ней работает агент; выключить сразу"));
        return new KitCommand("restart-vm", new Text("Stop a VM and start it again", "Остановить ВМ и запустить снова"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "One that is off is started. Folders that were mounted to stay are mounted again.",
                "Остановленная просто запускается. Папки, подключённые командой mount, подключаются снова."),
            Examples =
            [
                new CommandExample("agsekit restart-vm", new Text("the first one of the configuration", "первую из настроек")),
                new CommandExample("agsekit restart-vm agent-ubuntu --force", new Text("one that no longer answers", "ту, что больше не отвечает")),
            ],
            Work = async (context, cancellation) =>
            {
                if (EveryMachine.IsMeant(context, name, all))
                {
                    string[] names = await EveryMachine.NamesAsync(context.Services, cancellation).ConfigureAwait(false);
                    if (!context.Value(force))
                        MachineStopping.RequireNoRuns(context, names, new Text("no VM was restarted", "ни одна ВМ не перезапущена"));
                    return await EveryMachine.BringUpAsync(context, names, (one, progress) => context.Services.MachineOrders.RestartAsync(one, context.Value(force), progress, cancellation), cancellation).ConfigureAwait(false);
                }

                string machine = MachineWords.NameOf(context, context.Value(name));
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                MachineWords.ShowRunning(context, await context.Services.MachineOrders.RestartAsync(machine, context.Value(force), context.Terminal.Progress(), cancellation).ConfigureAwait(false));
                return 0;
            },
        }.With(name, all, force);
    }
}
