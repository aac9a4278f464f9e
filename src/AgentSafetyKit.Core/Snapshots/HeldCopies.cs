using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Looks whether the newest snapshot really holds what is about to be replaced or removed on the ground that it does: a manifest says what was stored, not that nobody has damaged it since. What it does not hold is to be copied
/// anew, from the source, while that is still there. Costs a look at each file that is to go, and a reading of those whose copies were touched after the snapshot was made.
/// </summary>
/// <param name="previous">The folder of the newest snapshot.</param>
/// <param name="heldSince">When that was published (ns since 1970): a copy whose inode has not changed since is what was stored. 0: that is not known.</param>
/// <param name="source">What is about to be restored.</param>
/// <param name="cancellation">Between files.</param>
internal sealed class HeldCopies(FolderHandle previous, long heldSince, FolderHandle source, CancellationToken cancellation)
{
    private readonly bool _hasInodes = previous.FileSystem().HasHardLinks;

    /// <returns>False: something is missing, and the rows found are those of the newest snapshot itself, which stay as they are; with rows of its own the scan has to be done again.</returns>
    public bool Require(TreeScan scan, bool[] atStake)
    {
        TreeTable table = scan.Table;
        var looked = new bool[table.EntryCount];
        using var held = new TableCursor(table, previous);
        using var now = new TableCursor(table, source);
        using var contents = new ContentCopier();
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            for (int entry = table.Folder(folder).FirstEntry; entry < table.Folder(folder).EntryEnd; entry++)
            {
                // Further names are linked to the first one.
                int leader = atStake[entry] ? table.LeaderOf(entry) : -1;
                if (leader < 0 || looked[leader] || scan.EntryStates[leader] is not (EntryState.Same or EntryState.Refreshed))
                    continue;
                looked[leader] = true;
                cancellation.ThrowIfCancellationRequested();
                int place = leader == entry ? folder : table.FolderOfEntry(leader);
                if (IsHeld(table, place, leader, held, now, contents))
                    continue;
                if (scan.IsUntouched)
                    return false;
                EntryRecord lost = table.Entry(leader);
                scan.EntryStates[leader] = EntryState.Changed;
                scan.BytesToCopy += lost.Kind == EntryKind.File ? lost.Size : 0;
                scan.Warnings.Add(new SnapshotWarning(WarningKind.PreviousDamaged, table.PathOfEntry(place, leader)));
            }
        }

        return true;
    }

    private bool IsHeld(TreeTable table, int folder, int entry, TableCursor held, TableCursor now, ContentCopier contents)
    {
        EntryRecord record = table.Entry(entry);
        ReadOnlySpan<byte> name = table.EntryName(entry);
        if (held.MoveTo(folder) != Errno.Ok || held.Current.StatusOf(name, out FileStatus copy) != Errno.Ok || copy.Kind != record.Kind)
            return false;
        if (_hasInodes && copy.Inode != record.SnapshotInode)
            return false;
        if (record.Kind == EntryKind.Fifo)
            return true;
        if (copy.Size != record.Size || !record.HasTime(copy.ModifiedAt))
            return false;
        if (_hasInodes && copy.ChangedAt <= heldSince)
            return true;
        if (now.MoveTo(folder) != Errno.Ok)
            return false;
        if (record.Kind == EntryKind.SymbolicLink)
            return held.Current.ReadLink(name, out byte[] kept) == Errno.Ok && now.Current.ReadLink(name, out byte[] present) == Errno.Ok && kept.AsSpan().SequenceEqual(present);
        return HoldsTheSame(name, held.Current, now.Current, contents);
    }

    private bool HoldsTheSame(ReadOnlySpan<byte> name, FolderHandle held, FolderHandle now, ContentCopier contents)
    {
        if (held.OpenFile(name, out FileHandle kept) != Errno.Ok)
            return false;
        using (kept)
        {
            if (now.OpenFile(name, out FileHandle present) != Errno.Ok)
                return false;
            using (present)
                return contents.AreSame(kept, present, cancellation, out bool same) == Errno.Ok && same;
        }
    }
}
