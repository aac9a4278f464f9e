using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary><c>systemd …</c>, as the commands were called before: does the same and says the new name.</summary>
internal static class SystemdCommand
{
    public static KitCommand Create()
    {
        var group = new KitCommand("systemd", new Text("The former name of 'daemon'", "Прежнее имя команды daemon")) { Hidden = true };
        foreach (KitCommand command in new[] { DaemonInstallCommand.Create(), DaemonUninstallCommand.Create(), DaemonStartCommand.Create(), DaemonStopCommand.Create(), DaemonRestartCommand.Create(), DaemonStatusCommand.Create() })
            group.Add(AliasOf(command));
        return group;
    }

    private static KitCommand AliasOf(KitCommand command)
    {
        var alias = new KitCommand(command.Name, command.Help)
        {
            Hidden = true,
            Group = command.Group,
            Reports = command.Reports,
            Work = (context, cancellation) =>
            {
                context.Terminal.Say(new Text($"'agsekit systemd {command.Name}' is now called 'agsekit daemon {command.Name}'.", $"«agsekit systemd {command.Name}» теперь называется «agsekit daemon {command.Name}»."));
                return command.Work!(context, cancellation);
            },
        };
        foreach (Option option in command.Options.ToArray())
            alias.Add(option);
        return alias;
    }
}
