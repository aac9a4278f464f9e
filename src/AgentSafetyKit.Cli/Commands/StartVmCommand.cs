using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class StartVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        return new KitCommand("start-vm", new Text("Start a VM and wait until it can be used", "Запустить ВМ и дождаться, пока ею можно пользоваться"))
        {
            Group = CommandGroup.Machines,
            Examples =
            [
                new CommandExample("agsekit start-vm", new Text("the first one of the configuration", "первую из настроек")),
                new CommandExample("agsekit start-vm agent-ubuntu", new Text("by its name", "по имени")),
            ],
            Work = async (context, cancellation) =>
            {
                string machine = MachineWords.NameOf(context, context.Value(name));
                await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                await StartAsync(context, machine, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(name);
    }

    public static async Task StartAsync(CommandContext context, string machine, CancellationToken cancellation)
    {
        MachineInfo started = await context.Services.Machines.StartAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        context.Terminal.Result(new Text($"VM '{machine}' is running.", $"ВМ «{machine}» работает."));
        if (started.Accelerator == Accelerator.Tcg)
            context.Terminal.Warn(new Text("it is emulated (no usable KVM here), so it is slow", "она эмулируется (KVM здесь не работает) и потому медленная"));
    }
}
