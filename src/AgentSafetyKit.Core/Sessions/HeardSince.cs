using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Keeps what was heard of a folder together with the snapshot it was heard since: where all changes since the newest snapshot were heard of, the next one need look only there. A snapshot that fails forgets nothing.
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
        _last = heard is null ? null : (heard.Epoch, taken.Snapshot.Id);
        if (heard is not null)
            hints.Forget(heard);
        return taken;
    }
}
