using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Runs a command in a guest with our standard streams: what <c>shell</c>, <c>ssh</c> and <c>exec</c> have in common. Answers the guest's exit code.</summary>
internal static class GuestCommand
{
    public static async Task<int> RunAsync(UserTerminal terminal, SshConnection guest, CommandSpec command, CancellationToken cancellation)
    {
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        terminal.Lend();
        return (await guest.RunAttachedAsync(command, cancellation).ConfigureAwait(false)).Code;
    }
}
