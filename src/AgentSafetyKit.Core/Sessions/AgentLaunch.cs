using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>One agent in a guest: its start script delivered, its process waited for, its leftovers ended.</summary>
/// <param name="guest">Where it runs.</param>
/// <param name="runId">Names its private folder in the guest's memory.</param>
internal sealed class AgentLaunch(SshConnection guest, string runId)
{
    private readonly string _private = RunMemory.FolderOf(runId);

    /// <summary>Brings the script that starts the agent. It travels over standard input: its variables are in no argument vector, on the host or in the guest.</summary>
    public Task DeliverAsync(AgentDelivery delivery, string folder, ImmutableArray<string> command, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation) =>
        delivery.PutAsync(_private, AgentStartScript.Compose(folder, command, variables, GuestScript.Read("start-agent.sh")), cancellation);

    /// <summary>Runs the agent with our standard streams and waits for its end.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: the connection broke while it worked.</exception>
    public Task<GuestExit> WaitAsync(bool terminal, CancellationToken cancellation) =>
        guest.RunAttachedAsync(guest.InteractiveSpec(["sh", _private + "/start"], terminal), cancellation);

    /// <summary>Ends what the agent left running. Best effort: the folder is taken from it next in any case.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await guest.RunAsync(GuestScripts.Command("end-agent.sh", _private), default, patience, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KitException or OperationCanceledException)
        {
            // The VM is off or does not answer: nothing of the agent reaches the host.
        }
    }
}
