using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>Ends a process of ours that is not our child.</summary>
public static class ProcessEnding
{
    /// <summary>Asks it to end (SIGTERM), and kills it after <paramref name="patience"/>; false where even that did not help.</summary>
    public static async Task<bool> EndAsync(this ProcessIdentity process, TimeSpan patience, TimeProvider time)
    {
        if (process.IsAlive())
            _ = Libc.Kill(process.Id, Signal.Terminate);
        return await process.WaitGoneAsync(patience, time, CancellationToken.None).ConfigureAwait(false)
            || await process.KillAsync(TimeSpan.FromSeconds(2), time).ConfigureAwait(false);
    }
}
