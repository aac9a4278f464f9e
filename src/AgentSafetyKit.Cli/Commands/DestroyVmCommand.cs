using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DestroyVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
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
                MachineInfo machine = await MachineWords.FindAsync(context, context.Value(name)!, cancellation).ConfigureAwait(false);
                context.Terminal.Say(new Text(
                    $"VM '{machine.Name}' goes, with everything on its disk ({machine.DiskUsed} used).", $"ВМ «{machine.Name}» будет удалена со всем, что на её диске (занято {machine.DiskUsed})."));
                if (context.Value(dryRun))
                    return 0;
                var nothingDone = new Text("nothing was removed", "ничего не удалено");
                if (!context.Value(yes) && !await context.Terminal.AskAsync(new Text("Remove it?", "Удалить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
                    throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
                await context.Services.MachineOrders.DestroyAsync(machine.Name, context.Value(force), cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text($"VM '{machine.Name}' is gone.", $"ВМ «{machine.Name}» удалена."));
                return 0;
            },
        }.With(name, yes, dryRun, force);
    }
}
