using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Keeps what was heard of a folder together with the snapshot it was heard since: where all changes since the newest snapshot were heard of, the next one need look only there. A snapshot that fails forgets nothing, nor does one that was not
/// needed: the time of a folder alone is no reason for one, and is still to be in the next.
/// </summary>
internal sealed class HeardSince(IChangeHints hints)
{
    private (long Epoch, string Snapshot)? _last;

    /// <param name="request">What for.</param>
    /// <param name="checksAll">Look everywhere, whatever was heard.</param>
    /// <param name="create">Takes the snapshot.</param>
    public SnapshotResult Take(SnapshotRequest request, bool checksAll, Func<SnapshotRequest, SnapshotResult> create)
    {
        // Before the first look at the folder: what changes from here on is heard of once more.
        FolderHeard? heard = hints.Heard();
        bool isWhole = heard is not null && _last is { } last && last.Epoch == heard.Epoch;
        SnapshotResult taken = create(request with { Heard = isWhole && !checksAll ? new HeardChanges(_last!.Value.Snapshot, heard!.Folders) : null });
        if (heard is not null && taken.Outcome == SnapshotOutcome.Created)
        {
            _last = (heard.Epoch, taken.Snapshot.Id);
            hints.Forget(heard);
        }
        else if (!isWhole || _last?.Snapshot != taken.Snapshot.Id)
        {
            _last = null;
        }

        return taken;
    }
}
