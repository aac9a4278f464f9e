using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class CreateVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> name = MachineWords.NameOrDefault();
        var adopt = new KitOption<bool>("--adopt", new Text("Take over the VM that Multipass has under this name, as it is", "Взять под управление ВМ с этим именем из Multipass как есть"));
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
                new CommandExample("agsekit create-vm agent-ubuntu --adopt", new Text("one that was made with multipass", "созданную через multipass")),
            ],
            Work = async (context, cancellation) =>
            {
                MachineSettings settings = MachineWords.SettingsOf(context, context.Value(name));
                if (context.Value(adopt))
                    await MachineCreation.AdoptAsync(context, settings, cancellation).ConfigureAwait(false);
                else
                    await MachineCreation.EnsureAsync(context, settings, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(name, adopt);
    }
}
