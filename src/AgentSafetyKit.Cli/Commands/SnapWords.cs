using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What is otherwise in the snap, said where a user would be surprised by it.</summary>
internal static class SnapWords
{
    /// <summary>Of what goes on in the background: snapd puts each program of a snap under the user's own systemd, which ends with the last session (logind.conf(5), UserStopDelaySec).</summary>
    public static void TellOfLogout(CommandContext context)
    {
        if (OwnSnap.Here is not null)
        {
            context.Terminal.Say(new Text(
                "In the snap it ends seconds after you log out, unless this was done once: sudo loginctl enable-linger $USER",
                "В snap это завершается через несколько секунд после выхода из системы, если однажды не выполнить: sudo loginctl enable-linger $USER"));
        }
    }
}
