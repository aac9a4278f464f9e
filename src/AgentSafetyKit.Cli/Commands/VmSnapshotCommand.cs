using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class VmSnapshotCommand
{
    public static KitCommand Create() => new KitCommand("vm-snapshot", new Text("Keep the state of a VM, and go back to it", "Сохранить состояние ВМ и вернуться к нему"))
    {
        Group = CommandGroup.Machines,
        Details = new Text(
            "These are about the VM's own disk. Your folders are not on it: 'agsekit backups' lists their snapshots.",
            "Это о собственном диске ВМ. Ваших папок на нём нет: их снимки показывает «agsekit backups»."),
    }.With(
        VmSnapshotSaveCommand.Create(),
        VmSnapshotListCommand.Create(),
        VmSnapshotRestoreCommand.Create(),
        VmSnapshotDeleteCommand.Create());
}
