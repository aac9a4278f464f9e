using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmSnapshotRestoreCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        KitArgument<string> snapshot = MachineWords.Snapshot();
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        var force = new KitOption<bool>("--force", new Text("Also while an agent works in it", "Даже если в ней работает агент"));
        return new KitCommand("restore", new Text("Put a VM back as it was", "Вернуть ВМ в сохранённое состояние"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "What its disk and memory hold now is lost. Processors, memory and the disk's size are those of that time.\nIt runs afterwards when it ran in the snapshot; else it is stopped.",
                "Нынешнее содержимое её диска и памяти теряется. Процессоры, память и размер диска будут прежними.\nЕсли в снимке она работала, то будет работать и после; иначе она остановлена."),
            Examples =
            [
                new CommandExample("agsekit vm-snapshot restore agent-ubuntu tools-installed", new Text("says what is lost, and asks", "сказать, что будет потеряно, и спросить")),
                new CommandExample("agsekit vm-snapshot restore agent-ubuntu tools-installed --yes", new Text("without asking", "не спрашивая")),
            ],
            Work = async (context, cancellation) =>
            {
                MachineInfo machine = await MachineWords.FindAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                MachineSnapshot wanted = await SnapshotFlow.RequireAsync(context, machine.Name, context.Value(snapshot)!, cancellation).ConfigureAwait(false);
                if (!context.Value(force))
                    MachineStopping.RequireNoRuns(context, [machine.Name], new Text($"VM '{machine.Name}' is not put back", $"ВМ «{machine.Name}» не возвращена"));
                context.Terminal.Say(SnapshotFlow.Loss(context, machine, wanted));
                if (context.Value(dryRun))
                    return 0;
                await SnapshotFlow.AskAsync(context, new Text("Put it back?", "Вернуть?"), context.Value(yes), cancellation).ConfigureAwait(false);
                await using MountPause pause = await context.Services.FolderMounts.PauseAllOfAsync(machine.Name, context.Value(force)).ConfigureAwait(false);
                MachineInfo back = await context.Services.Machines.RestoreSnapshotAsync(machine.Name, wanted.Name, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                context.Terminal.Result(back.State == MachineState.Running
                    ? new Text($"VM '{machine.Name}' is as in '{wanted.Name}', and runs.", $"ВМ «{machine.Name}» возвращена к «{wanted.Name}» и работает.")
                    : new Text($"VM '{machine.Name}' is as in '{wanted.Name}', and stopped.", $"ВМ «{machine.Name}» возвращена к «{wanted.Name}» и остановлена."));
                return 0;
            },
        }.With(name, snapshot, yes, dryRun, force);
    }
}
