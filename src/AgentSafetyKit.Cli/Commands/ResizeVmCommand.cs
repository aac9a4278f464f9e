using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ResizeVmCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> name = MachineWords.Name();
        var words = new ResizeWords();
        return new KitCommand("resize-vm", new Text("Give a stopped VM the CPUs, memory and disk of the configuration", "Дать остановленной ВМ процессоры, память и диск из настроек"))
        {
            Group = CommandGroup.Machines,
            Details = new Text(
                "Options stand above the configuration. A disk only grows; the file system in the VM grows with it at its next start.",
                "Ключи важнее настроек. Диск только растёт; файловая система в ВМ вырастет при следующем запуске."),
            Examples =
            [
                new CommandExample("agsekit resize-vm agent-ubuntu", new Text("as the configuration says", "как указано в настройках")),
                new CommandExample("agsekit resize-vm agent-ubuntu --ram 8G --disk 40G", new Text("other than that", "иначе, чем там")),
                new CommandExample("agsekit resize-vm agent-ubuntu --dry-run", new Text("what would change", "что изменится")),
            ],
            Work = (context, cancellation) => MachineResizing.RunAsync(context, context.Value(name)!, words, cancellation),
        }.With(name, words.Processors, words.Memory, words.Disk, words.DryRun);
    }
}
