using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Runs a command in a guest with our standard streams: what <c>shell</c>, <c>ssh</c> and <c>exec</c> have in common. Answers the guest's exit code.</summary>
internal static class GuestCommand
{
    private static readonly TimeSpan SignalDelay = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(UserTerminal terminal, SshConnection guest, CommandSpec command, CancellationToken cancellation)
    {
        await guest.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        terminal.Lend();
        ChildProcess child = ChildProcess.StartAttached(command);
        int code;
        try
        {
            code = await child.Exit.WaitAsync(cancellation).ConfigureAwait(false);
            // A signal to all of our process group ends ssh before it reaches us: then it is we who were asked to end.
            if (code == GuestExit.AmbiguousCode)
                await Task.Delay(SignalDelay, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            throw;
        }

        if (code != GuestExit.AmbiguousCode || await guest.IsAliveAsync(CancellationToken.None).ConfigureAwait(false))
            return code;
        string name = guest.Target.Name;
        throw new KitException(
            ErrorCode.GuestUnreachable,
            new Text($"the connection to VM '{name}' broke", $"связь с ВМ «{name}» прервалась"),
            new Text("it no longer answers", "она больше не отвечает"),
            Text.Verbatim("agsekit vms"));
    }
}
