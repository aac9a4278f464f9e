using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmSnapshotDeleteCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        KitArgument<string> snapshot = MachineWords.Snapshot();
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("delete", new Text("Delete a kept state of a VM", "Удалить сохранённое состояние ВМ"))
        {
            Group = CommandGroup.Machines,
            Details = new Text("The VM itself stays as it is, and may run meanwhile.", "Сама ВМ остаётся как есть и может при этом работать."),
            Examples =
            [
                new CommandExample("agsekit vm-snapshot delete agent-ubuntu snapshot1", new Text("asks first", "сначала спросить")),
                new CommandExample("agsekit vm-snapshot delete agent-ubuntu snapshot1 --yes", new Text("without asking", "не спрашивая")),
            ],
            Work = async (context, cancellation) =>
            {
                string machine = context.Value(name)!;
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                MachineSnapshot wanted = await SnapshotFlow.RequireAsync(context, machine, context.Value(snapshot)!, cancellation).ConfigureAwait(false);
                context.Terminal.Say(new Text($"Snapshot '{wanted.Name}' of VM '{machine}' goes.", $"Снимок «{wanted.Name}» ВМ «{machine}» будет удалён."));
                if (context.Value(dryRun))
                    return 0;
                await SnapshotFlow.AskAsync(context, new Text("Delete it?", "Удалить?"), context.Value(yes), cancellation).ConfigureAwait(false);
                await context.Services.Machines.DeleteSnapshotAsync(machine, wanted.Name, cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text($"Snapshot '{wanted.Name}' of VM '{machine}' is gone.", $"Снимок «{wanted.Name}» ВМ «{machine}» удалён."));
                return 0;
            },
        }.With(name, snapshot, yes, dryRun);
    }
}
