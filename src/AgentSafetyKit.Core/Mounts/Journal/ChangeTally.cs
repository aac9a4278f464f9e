namespace AgentSafetyKit.Mounts.Journal;

/// <summary>
/// The smallest journal: counts, so that whoever takes snapshots can see that something changed, how much, and when last. Its size does not depend on what the guest does.
/// </summary>
public sealed class ChangeTally(TimeProvider time) : IMountJournal
{
    private readonly Lock _gate = new();
    private ChangeTotals _totals;

    /// <summary>All so far: a consistent copy. Compare two to learn what happened in between.</summary>
    public ChangeTotals Totals
    {
        get
        {
            lock (_gate)
                return _totals;
        }
    }

    public void Record(in MountChange change)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            if (change.Kind == MountChangeKind.Refused)
            {
                _totals = _totals with { Refused = _totals.Refused + 1 };
                return;
            }

            bool created = change.Kind is MountChangeKind.FileCreated or MountChangeKind.FolderCreated or MountChangeKind.SymlinkCreated or MountChangeKind.HardLinkCreated;
            bool removed = change.Kind is MountChangeKind.FileRemoved or MountChangeKind.FolderRemoved;
            _totals = new ChangeTotals(
                _totals.Changes + 1,
                _totals.Created + (created ? 1 : 0),
                _totals.Removed + (removed ? 1 : 0),
                _totals.Renamed + (change.Kind == MountChangeKind.Renamed ? 1 : 0),
                _totals.Refused,
                _totals.BytesWritten + change.Bytes,
                now);
        }
    }
}
