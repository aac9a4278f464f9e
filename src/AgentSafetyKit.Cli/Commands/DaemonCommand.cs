using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class DaemonCommand
{
    public static KitCommand Create() => new KitCommand("daemon", new Text("The background service: backups and mounts that live on their own", "Фоновая служба: снимки и подключения, которые живут сами по себе"))
    {
        Group = CommandGroup.Service,
    }.With(DaemonRunCommand.Create(), DaemonStartCommand.Create(), DaemonStopCommand.Create(), DaemonRestartCommand.Create(), DaemonStatusCommand.Create(), DaemonInstallCommand.Create(), DaemonUninstallCommand.Create());
}
