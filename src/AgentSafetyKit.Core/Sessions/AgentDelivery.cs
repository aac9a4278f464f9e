using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Brings an agent's start script into the guest's memory, over standard input. In the same step the guest is asked whether it has the agent; one that is missing is installed first, for the configuration wants it there.
/// </summary>
/// <param name="guest">Where it runs.</param>
/// <param name="plan">What is started.</param>
/// <param name="agents">Installs it.</param>
/// <param name="progress">Told of the installation.</param>
public sealed class AgentDelivery(SshConnection guest, RunPlan plan, MachineAgents agents, IProgress<WorkProgress> progress)
{
    private const int IsMissing = 97;
    private const string Script =
        """
        PATH=$HOME/.local/bin:$PATH
        [ -z "$2" ] || command -v -- "$2" > /dev/null || exit 97
        umask 077 && mkdir -- "$1" && cat > "$1/start"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="folder">The run's private folder in memory, which is made.</param>
    /// <param name="script">What is put there as <c>start</c>.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException">The agent can not be installed, or the guest does not answer.</exception>
    public async Task PutAsync(string folder, byte[] script, CancellationToken cancellation)
    {
        string[] words = ["sh", "-c", Script, "sh", folder, plan.Program];
        GuestResult put = await guest.RunAsync(words, script, Patience, cancellation).ConfigureAwait(false);
        if (put.Exit.Code == IsMissing)
        {
            await agents.InstallAsync(plan.Machine, plan.Agent, renew: false, plan.Proxy.Proxychains, progress, cancellation).ConfigureAwait(false);
            put = await guest.RunAsync(words, script, Patience, cancellation).ConfigureAwait(false);
        }

        if (put.Succeeded)
            return;
        string said = Printable.EscapeLines(put.Error).Trim();
        throw new KitException(
            ErrorCode.GuestCommandFailed,
            new Text($"the agent can not be started in VM '{guest.Target.Name}'", $"агента не запустить в ВМ «{guest.Target.Name}»"),
            new Text($"its start script was not taken ({put.Exit.Code}): {said}", $"сценарий запуска не принят ({put.Exit.Code}): {said}"),
            Text.Verbatim($"agsekit shell {guest.Target.Name}"));
    }
}
