using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmSnapshotSaveCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        var snapshot = new KitArgument<string?>("NAME", new Text("Its name (default: snapshot1, snapshot2, …)", "Имя снимка (по умолчанию snapshot1, snapshot2, …)")) { Arity = ArgumentArity.ZeroOrOne };
        var force = new KitOption<bool>("--force", new Text("Also while an agent works in it: it is in the snapshot then", "Даже если в ней работает агент: тогда он попадёт в снимок"));
        return new KitCommand("save", new Text("Keep the state of a VM as it is now", "Сохранить нынешнее состояние ВМ"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "With QEMU also of a VM that runs, with what runs in it; it stands still for some seconds. Multipass takes them only of VMs that are stopped.",
                "В QEMU — и работающей ВМ, вместе со всем, что в ней работает; она замирает на несколько секунд. Multipass делает их только у остановленных."),
            Examples =
            [
                new CommandExample("agsekit vm-snapshot save agent-ubuntu", new Text("as snapshot1, or the next number", "как snapshot1 или со следующим номером")),
                new CommandExample("agsekit vm-snapshot save agent-ubuntu tools-installed", new Text("by a name", "под именем")),
            ],
            Work = async (context, cancellation) =>
            {
                string machine = context.Value(name)!;
                MachineInfo found = await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                if (found.State != MachineState.Stopped && !context.Value(force))
                    MachineStopping.RequireNoRuns(context, [machine], new Text($"VM '{machine}' has no new snapshot", $"новый снимок ВМ «{machine}» не сделан"));
                MachineSnapshot made = await context.Services.Machines.SaveSnapshotAsync(machine, context.Value(snapshot), context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                context.Terminal.Result(made.HasMemory
                    ? new Text($"Snapshot '{made.Name}' of VM '{machine}' is made, with what runs in it.", $"Снимок «{made.Name}» ВМ «{machine}» сделан, вместе с тем, что в ней работает.")
                    : new Text($"Snapshot '{made.Name}' of VM '{machine}' is made.", $"Снимок «{made.Name}» ВМ «{machine}» сделан."));
                return 0;
            },
        }.With(name, snapshot, force);
    }
}
