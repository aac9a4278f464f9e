using AgentSafetyKit.Errors;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>What an attached agent has in a guest, and its end.</summary>
/// <param name="guest">Where it runs.</param>
/// <param name="runId">Names its private folder in the guest's memory.</param>
internal sealed class AgentLaunch(SshConnection guest, string runId)
{
    private readonly string _private = RunMemory.FolderOf(runId);

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
