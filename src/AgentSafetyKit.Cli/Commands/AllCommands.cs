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
        return root.With(
            RunCommand.Create(),
            StatusCommand.Create(),
            DoctorCommand.Create(),
            PsCommand.Create(),
            AttachCommand.Create(),
            LogsCommand.Create(),
            StopCommand.Create(),
            KillCommand.Create(),
            ReviewCommand.Create(),
            UndoCommand.Create(),
            AgentsCommand.Create(),
            InstallAgentsCommand.Create(),
            UpdateAgentsCommand.Create(),
            PolicyCommand.Create(),
            BackupsCommand.Create(),
            BackupCommand.Create(),
            BackupOnceCommand.Create(),
            BackupRepeatedCommand.Create(),
            BackupRepeatedMountCommand.Create(),
            BackupRepeatedAllCommand.Create(),
            BackupCleanCommand.Create(),
            MountCommand.Create(),
            UmountCommand.Create(),
            MountsCommand.Create(), TripwireCommand.Create(),
            AddMountCommand.Create(),
            RemoveMountCommand.Create(),
            SftpServeCommand.Create(),
            PrepareCommand.Create(),
            UpCommand.Create(),
            CreateVmCommand.Create(),
            CreateVmsCommand.Create(),
            StartVmCommand.Create(),
            StopVmCommand.Create(),
            RestartVmCommand.Create(),
            DownCommand.Create(),
            ResizeVmCommand.Create(),
            DestroyVmCommand.Create(),
            VmsCommand.Create(),
            PortForwardCommand.Create(),
            PortsCommand.Create(),
            ListBundlesCommand.Create(),
            InstallBundleCommand.Create(),
            ImageCommand.Create(),
            ShellCommand.Create(),
            SshCommand.Create(),
            ExecCommand.Create(),
            CpCommand.Create(),
            VmSnapshotCommand.Create(),
            DaemonCommand.Create(),
            EventsCommand.Create(),
            TokenCommand.Create(),
            SystemdCommand.Create(),
            ConfigCommand.Create(),
            ConfigGenCommand.Create(),
            MigrateCommand.Create(),
            ConfigExampleCommand.Create(),
            CompletionCommand.Create(),
            VersionCommand.Create(), ManualCommand.Create(),
            MountServerCommand.Create(),
            FinishSnapshotsCommand.Create(),
            KeepRunCommand.Create());
    }
}
