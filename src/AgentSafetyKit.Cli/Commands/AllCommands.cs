using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The whole command line, put together.</summary>
internal static class AllCommands
{
    public static KitCommand Root()
    {
        var root = new KitCommand("agsekit", new Text(
            "Run AI coding agents in a virtual machine on folders that are protected and backed up.",
            "Запускает ИИ-агентов для разработки в виртуальной машине, в папках под защитой и с резервными копиями."))
        {
            GlobalOptions.Help, GlobalOptions.Version, GlobalOptions.Config, GlobalOptions.NoInput, GlobalOptions.Quiet, GlobalOptions.Verbose, GlobalOptions.Json,
        };
        root.Add(BackupOnceCommand.Create());
        root.Add(BackupsCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(ConfigExampleCommand.Create());
        root.Add(ConfigCommand.Create());
        root.Add(VersionCommand.Create());
        root.Add(CompletionCommand.Create());
        return root;
    }
}
