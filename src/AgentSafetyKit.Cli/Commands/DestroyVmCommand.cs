using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DestroyVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrNone();
        var all = new KitOption<bool>("--all", new Text("All VMs that agsekit made", "Все ВМ, созданные agsekit"));
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        var force = new KitOption<bool>("--force", new Text("Also when an agent works in it", "Даже если в ней работает агент"));
        return new KitCommand("destroy-vm", new Text("Remove a VM with its disk", "Удалить ВМ вместе с её диском"))
        {
            Group = CommandGroup.Machines,
            Details = new Text("Your folders and their snapshots are not on its disk and stay.", "Ваши папки и их снимки лежат не на её диске и остаются."),
            Examples =
            [
                new CommandExample("agsekit destroy-vm agent-ubuntu", new Text("shows what goes, and asks", "показать, что исчезнет, и спросить")),
                new CommandExample("agsekit destroy-vm agent-ubuntu --yes", new Text("without asking", "не спрашивая")),
            ],
            Work = async (context, cancellation) =>
            {
                IReadOnlyList<MachineInfo> machines = await MeantAsync(context, name, all, cancellation).ConfigureAwait(false);
                var nothingDone = new Text("nothing was removed", "ничего не удалено");
                if (context.Value(all) && !context.Value(force))
                    MachineStopping.RequireNoRuns(context, [.. machines.Select(machine => machine.Name)], nothingDone);
                foreach (MachineInfo machine in machines)
                {
                    context.Terminal.Say(new Text(
                        $"VM '{machine.Name}' goes, with everything on its disk ({machine.DiskUsed} used).", $"ВМ «{machine.Name}» будет удалена со всем, что на её диске (занято {machine.DiskUsed})."));
                }

                if (machines.Count == 0)
                    context.Terminal.Result(EveryMachine.NoneThere);
                if (context.Value(dryRun) || machines.Count == 0)
                    return 0;
                var question = machines.Count == 1 ? new Text("Remove it?", "Удалить?") : new Text("Remove them?", "Удалить их?");
                if (!context.Value(yes) && !await context.Terminal.AskAsync(question, nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
                    throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
                return await SideBySide.RunAsync(
                    context,
                    machines,
                    machine => machine.Name,
                    async (machine, _) =>
                    {
                        await context.Services.MachineOrders.DestroyAsync(machine.Name, context.Value(force), cancellation).ConfigureAwait(false);
                        return machine;
                    },
                    (machine, _) => context.Terminal.Result(new Text($"VM '{machine.Name}' is gone.", $"ВМ «{machine.Name}» удалена."))).ConfigureAwait(false);
            },
        }.With(name, all, yes, dryRun, force);
    }

    private static async Task<IReadOnlyList<MachineInfo>> MeantAsync(CommandContext context, KitArgument<string?> name, KitOption<bool> all, CancellationToken cancellation)
    {
        if (EveryMachine.IsMeant(context, name, all))
            return await context.Services.Machines.ListAsync(cancellation).ConfigureAwait(false);
        // The first one of the configuration is not taken here: what goes is named.
        string given = context.Value(name) ?? throw new KitException(
            ErrorCode.Usage,
            new Text("which VM is to go was not said", "не сказано, какую ВМ удалить"),
            new Text("neither a name nor --all was given", "не указано ни имя, ни --all"),
            new Text("agsekit vms shows their names", "имена покажет agsekit vms"));
        return [await MachineWords.FindAsync(context, given, cancellation).ConfigureAwait(false)];
    }
}
