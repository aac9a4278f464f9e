using AgentSafetyKit.Cli.CommandLine;
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
        Details = new Text(
            "They are made side by side, those of Multipass one after the other. One that can not be made does not keep the others from it.",
            "Они создаются одновременно, а в Multipass — одна за другой. Если одну создать не удалось, остальные всё равно создаются."),
        Work = (context, cancellation) => MachineCreation.EnsureAllAsync(context, context.Services.Config().Machines, cancellation),
    };
}
