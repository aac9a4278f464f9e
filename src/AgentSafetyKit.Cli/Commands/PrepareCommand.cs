using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class PrepareCommand
{
    public static KitCommand Create()
    {
        var yes = new KitOption<bool>("--yes", new Text("Install without asking", "Установить без вопроса"), "-y");
        var dryRun = new KitOption<bool>("--dry-run", new Text("Only show what would be installed", "Только показать, что было бы установлено"));
        return new KitCommand("prepare", new Text("Install what VMs need on this computer", "Установить на этот компьютер то, что нужно для ВМ"))
        {
            Group = CommandGroup.Setup,
            Details = new Text(
                "Only what is missing for the VMs of the configuration is installed, by the system's own package manager; the commands are shown first. The SSH key of this computer's VMs is made where there is none.",
                "Ставится только то, чего не хватает для ВМ из настроек, менеджером пакетов самой системы; команды сначала показываются. Создаётся ключ SSH для ВМ этого компьютера, если его нет."),
            Examples =
            [
                new CommandExample("agsekit prepare", new Text("show, ask, install", "показать, спросить, установить")),
                new CommandExample("agsekit prepare --dry-run", new Text("only show", "только показать")),
            ],
            Work = async (context, cancellation) =>
            {
                bool isDry = context.Value(dryRun);
                bool installed = await HostPreparation.RunAsync(context, context.Services.ConfigIfAny(), context.Value(yes), isDry, cancellation).ConfigureAwait(false);
                if (!isDry || !installed)
                    context.Terminal.Say(installed ? new Text("This computer is ready for VMs.", "Компьютер готов к работе с ВМ.") : new Text("Nothing is to be installed.", "Устанавливать нечего."));
                return 0;
            },
        }.With(yes, dryRun);
    }
}
