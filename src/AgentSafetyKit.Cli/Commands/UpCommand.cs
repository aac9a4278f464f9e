using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class UpCommand
{
    public static KitCommand Create()
    {
        var daemon = new KitOption<bool>("--daemon", new Text("Then start the daemon (default)", "Затем запустить фоновую службу (по умолчанию)"));
        var prepare = new KitOption<bool>("--prepare", new Text("First install what VMs need on this computer (default)", "Сначала поставить на компьютер нужное для ВМ (по умолчанию)"));
        var vms = new KitOption<bool>("--create-vms", new Text("Make and start the VMs (default)", "Создать и запустить ВМ (по умолчанию)"));
        var noVms = new KitOption<bool>("--no-create-vms", new Text("Make no VM", "Не создавать ВМ"));
        var agents = new KitOption<bool>("--install-agents", new Text("Install the agents of the configuration (default)", "Установить агентов из настроек (по умолчанию)"));
        var noAgents = new KitOption<bool>("--no-install-agents", new Text("Leave the agents of the configuration alone", "Агентов из настроек не трогать"));
        var noPrepare = new KitOption<bool>("--no-prepare", new Text("Install nothing on this computer", "На сам компьютер ничего не ставить"));
        var noDaemon = new KitOption<bool>("--no-daemon", new Text("Leave the daemon alone", "Службу не трогать"));
        return new KitCommand("up", new Text("Make and start all VMs of the configuration, with their tools and agents, and the daemon", "Создать и запустить все ВМ из настроек, поставить в них инструменты и агентов, запустить фоновую службу"))
        {
            Group = CommandGroup.Machines,
            Examples =
            [
                new CommandExample("agsekit up", new Text("whatever is still missing", "всё, чего ещё нет")),
                new CommandExample("agsekit up --no-daemon", new Text("without backups that go on by themselves", "без снимков, которые делаются сами")),
            ],
            Details = new Text(
                "Only what is missing is done: what VMs need on this computer is installed (as 'agsekit prepare' does, after asking), VMs are made and started side by side, then the bundles that 'install' names and the agents are put into them. It can be broken off and given again.\nThe daemon becomes a service of your own systemd where there is one, else a process in the background.",
                "Делается только то, чего нет: на компьютер ставится нужное для ВМ (как это делает «agsekit prepare», после вопроса), ВМ создаются и запускаются одновременно, затем в них ставятся наборы из install и агенты. Команду можно прервать и повторить.\nФоновая служба становится сервисом вашего собственного systemd, а где его нет — фоновым процессом."),
            Work = async (context, cancellation) =>
            {
                if ((!context.Value(noPrepare) || context.Value(prepare)) && context.Services.Config().Machines.Length > 0)
                    await HostPreparation.RunAsync(context, context.Services.Config(), yes: false, dryRun: false, cancellation).ConfigureAwait(false);
                int code = context.Value(noVms) && !context.Value(vms) ? 0 : await SideBySide.RunAsync(
                    context,
                    context.Services.Config().Machines,
                    (machine, progress) => BringUpAsync(context, machine, progress, cancellation),
                    (machine, done) => Show(context, machine, done.Made, done.Bundles)).ConfigureAwait(false);
                KitConfig config = context.Services.Config();
                if (code == 0 && (!context.Value(noAgents) || context.Value(agents)) && AgentInstallation.Wanted(context, config.Agents).Count > 0)
                    code = await new AgentInstallation(context, renew: false, through: null).RunAsync(config, config.Agents, null, cancellation).ConfigureAwait(false);
                // A VM that failed is no reason to leave folders without backups.
                int started = !context.Value(noDaemon) || context.Value(daemon) ? await DaemonWords.StartAsync(context, installs: true, cancellation).ConfigureAwait(false) : 0;
                return code == 0 ? started : code;
            },
        }.With(prepare, noPrepare, vms, noVms, agents, noAgents, daemon, noDaemon);
    }

    private static async Task<((MachineInfo Machine, bool IsNew) Made, IReadOnlyList<InstalledBundle> Bundles)> BringUpAsync(
        CommandContext context, MachineSettings machine, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using FileLock use = await context.Services.MachineUse.ShareAsync(machine.Name, cancellation).ConfigureAwait(false);
        (MachineInfo found, bool isNew) = await context.Services.MachineOrders.EnsureAsync(MachineSpecs.Of(machine), progress, cancellation).ConfigureAwait(false);
        await context.Services.MachineSupply.ReadyAsync(machine, progress, cancellation).ConfigureAwait(false);
        IReadOnlyList<InstalledBundle> bundles = await context.Services.MachineBundles.InstallAsync(machine.Name, machine, machine.Install, progress, cancellation).ConfigureAwait(false);
        return ((await context.Services.Machines.FindAsync(machine.Name, cancellation).ConfigureAwait(false) ?? found, isNew), bundles);
    }

    private static void Show(CommandContext context, MachineSettings machine, (MachineInfo Machine, bool IsNew) made, IReadOnlyList<InstalledBundle> bundles)
    {
        MachineOutcome.Show(context, MachineSpecs.Of(machine), made);
        if (!made.IsNew)
            context.Terminal.Result(new Text($"VM '{machine.Name}' is running.", $"ВМ «{machine.Name}» работает."));
        foreach (InstalledBundle bundle in bundles)
            context.Terminal.Result(BundleWords.Outcome(bundle, machine.Name));
    }
}
