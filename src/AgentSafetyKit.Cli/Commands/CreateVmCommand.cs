using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class CreateVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        return new KitCommand("create-vm", new Text("Make a VM of the configuration", "Создать ВМ из настроек"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "The image is built or fetched first where it is missing. A VM that exists is compared with the configuration; differences are named, nothing is changed.",
                "Сначала собирается или скачивается образ, если его нет. Существующая ВМ сравнивается с настройками: различия называются, ничего не меняется."),
            Examples =
            [
                new CommandExample("agsekit create-vm", new Text("the first one of the configuration", "первую из настроек")),
                new CommandExample("agsekit create-vm agent-ubuntu", new Text("by its name", "по имени")),
            ],
            Work = async (context, cancellation) =>
            {
                await MachineCreation.EnsureAsync(context, MachineWords.SettingsOf(context, context.Value(name)), cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(name);
    }
}
