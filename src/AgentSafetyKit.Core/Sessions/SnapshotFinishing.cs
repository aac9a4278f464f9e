using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Lets a process of its own finish the snapshot that a restore left stored but not yet linked (<see cref="SnapshotStore.RestoreAtOnce"/>), so that whoever undid something need not wait for what is not about them. Should that process
/// never start, or die, nothing is lost.
/// </summary>
/// <param name="finisherCommand">The command line that finishes the snapshots of a store.</param>
public sealed class SnapshotFinishing(Func<SnapshotStoreSpec, CommandSpec> finisherCommand)
{
    /// <summary>Returns at once; where no process can be started, when the snapshot is whole.</summary>
    /// <returns>Null; or why it is not finished, which it is when that is mended. What was asked for is done all the same.</returns>
    public KitException? Begin(SnapshotStore store, CancellationToken cancellation)
    {
        try
        {
            // Not in a folder that somebody may want to unmount.
            ChildProcess.StartDetached(finisherCommand(store.Spec) with { WorkingFolder = "/" }, logFile: null);
        }
        catch (Exception error) when (error is SystemCallException or KitException)
        {
            try
            {
                store.FinishCaptured(null, cancellation);
            }
            catch (KitException unfinished)
            {
                return unfinished;
            }
        }

        return null;
    }
}
