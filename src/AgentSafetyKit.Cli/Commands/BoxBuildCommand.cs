using AgentSafetyKit.Boxes;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

internal static class BoxBuildCommand
{
    public static KitCommand Create()
    {
        KitOption<string?> machine = BoxWords.Machine();
        return new KitCommand("build-base", new Text("Make the default image of boxes anew", "Заново собрать образ песочниц по умолчанию"))
        {
            Group = CommandGroup.Boxes,
            Details = new Text(
                "It is made of packages that the VM itself has, so that nothing is fetched for it; 'agsekit box' does it by itself where it is missing.\nAfter 'apt upgrade' or new packages in the VM this brings them into new boxes.",
                "Он собирается из пакетов самой ВМ, ничего не скачивая; если его нет, «agsekit box» соберёт его сама.\nПосле «apt upgrade» или установки пакетов в ВМ эта команда переносит их в новые песочницы."),
            Examples =
            [
                new CommandExample("agsekit box build-base", new Text("in the first VM of the configuration", "в первой ВМ из настроек")),
                new CommandExample("agsekit box build-base --vm agent-ubuntu", new Text("in another one", "в другой")),
            ],
            Work = async (context, cancellation) =>
            {
                MachineSettings settings = MachineWords.SettingsOf(context, context.Value(machine));
                SshConnection guest = await context.Services.BoxMachines.ConnectAsync(settings.Name, cancellation).ConfigureAwait(false);
                await new GuestBoxes(guest).EnsureBaseAsync(GuestSources.Read(settings), again: true, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text($"The image of boxes is made in VM '{settings.Name}'.", $"Образ песочниц собран в ВМ «{settings.Name}»."));
                return 0;
            },
        }.With(machine);
    }
}
