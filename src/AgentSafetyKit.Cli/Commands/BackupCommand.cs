using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupCommand
{
    public static KitCommand Create() => new KitCommand("backup", new Text("Work with the snapshots of a folder", "Работа со снимками папки"))
    {
        Group = CommandGroup.Backups,
    }.With(
        BackupDiffCommand.Create(),
        BackupHistoryCommand.Create(),
        BackupShowCommand.Create(),
        BackupFindCommand.Create(),
        BackupRestoreCommand.Create(),
        BackupVerifyCommand.Create(),
        BackupUsageCommand.Create(),
        BackupPinCommand.Create(),
        BackupUnpinCommand.Create());
}
