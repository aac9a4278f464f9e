using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class CreateVmsCommand
{
    public static KitCommand Create() => new("create-vms", new Text("Make all VMs of the configuration", "Создать все ВМ из настроек"))
    {
        Group = CommandGroup.Machines,
        Examples =
        [
            new CommandExample("agsekit create-vms", new Text("those that are missing", "те, которых ещё нет")),
            new CommandExample("agsekit create-vms --config team.yaml", new Text("of another configuration", "из других настроек")),
        ],
        Work = async (context, cancellation) =>
        {
            foreach (MachineSettings settings in context.Services.Config().Machines)
                await MachineCreation.EnsureAsync(context, settings, cancellation).ConfigureAwait(false);
            return 0;
        },
    };
}
