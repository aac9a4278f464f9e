using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class ShellCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        return new KitCommand("shell", new Text("Open a shell in a VM, starting it if needed", "Открыть оболочку в ВМ, запустив её при необходимости"))
        {
            Group = CommandGroup.Machines,
            RunsInGuest = true,
            Examples =
            [
                new CommandExample("agsekit shell", new Text("in the first VM of the configuration", "в первой ВМ из настроек")),
                new CommandExample("agsekit shell agent-ubuntu", new Text("by its name", "по имени")),
            ],
            Work = async (context, cancellation) =>
            {
                KitConfig? config = context.Services.ConfigIfAny();
                string machine = MachineWords.NameOf(context, context.Value(name));
                using FileLock use = await MachineHold.TakeAsync(context, machine, cancellation).ConfigureAwait(false);
                SshConnection guest;
                if (config?.FindMachine(machine) is { } settings)
                {
                    guest = await context.Services.MachineSupply.ReadyAsync(settings, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                }
                else
                {
                    await MachineWords.FindAsync(context, machine, cancellation).ConfigureAwait(false);
                    await context.Services.Machines.StartAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                    guest = await context.Services.Machines.ConnectAsync(machine, cancellation).ConfigureAwait(false);
                }

                context.Terminal.Settle();
                return await GuestCommand.RunAsync(context.Terminal, guest, guest.InteractiveSpec([], context.Terminal.Settings.InputIsTerminal), cancellation).ConfigureAwait(false);
            },
        }.With(name);
    }
}
