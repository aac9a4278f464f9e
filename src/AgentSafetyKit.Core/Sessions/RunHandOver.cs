using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Leaves the snapshots of a run to whoever has the right to keep those of its folder (the daemon), by the rules of the run's start, and takes over at once when that one ends or dies: the right is a lock of the kernel.
/// </summary>
/// <param name="folders">Has the right.</param>
/// <param name="runs">Where the rules are handed over.</param>
/// <param name="folder">The run's, its real path.</param>
/// <param name="runId">The run.</param>
public sealed class RunHandOver(FolderUse folders, RunStore runs, string folder, string runId)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when cancelled.</summary>
    /// <param name="rules">Of the run's start.</param>
    /// <param name="takeThem">Takes the snapshots itself until cancelled; told whether somebody else had the right until now, so that what nobody may have heard of is saved at once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WhileRunningAsync(IgnoreRules rules, Func<bool, Task> takeThem, TimeProvider time, CancellationToken cancellation)
    {
        runs.SaveRules(runId, rules);
        try
        {
            bool waited = false;
            FileLock? right;
            while ((right = folders.TryKeep(folder)) is null)
            {
                waited = true;
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }

            using (right)
                await takeThem(waited).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As asked.
        }
        finally
        {
            runs.RemoveRules(runId);
        }
    }
}
