using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Brings one folder of a recycled tree nearer to what is wanted: names that are not wanted, or whose inode is another one, are removed. What the tree's own manifest said is not asked: only what is there counts.
/// </summary>
internal sealed class FolderComparison(TreeTable table, CancellationToken cancellation)
{
    private readonly FolderListing _listing = new();

    /// <summary>Entries that are to be made, of the last folder.</summary>
    public List<int> Missing { get; } = [];

    /// <returns>Whether the folder was or will be changed by this.</returns>
    public bool Run(int folder, BuildCursor at)
    {
        Missing.Clear();
        FolderRecord record = table.Folder(folder);
        at.Current.ListOnce(_listing).Check("getdents64", table.FolderName(folder));
        int entry = record.FirstEntry, child = folder + 1, removed = 0;
        for (int i = 0; i < _listing.Count; i++)
        {
            ReadOnlySpan<byte> name = _listing.Name(i);
            for (; entry < record.EntryEnd && table.EntryName(entry).SequenceCompareTo(name) < 0; entry++)
                NoteMissing(entry);
            while (child < record.SubtreeEnd && table.FolderName(child).SequenceCompareTo(name) < 0)
                child = table.Folder(child).SubtreeEnd;
            if (entry < record.EntryEnd && table.EntryName(entry).SequenceEqual(name))
            {
                if (IsWanted(entry, _listing.Inode(i)))
                {
                    Keep(entry);
                    entry++;
                    continue;
                }
            }
            else if (child < record.SubtreeEnd && table.FolderName(child).SequenceEqual(name))
            {
                // What stands in the way of a folder is removed when that is entered, by whichever thread comes first.
                continue;
            }

            if (removed++ == 0)
                at.PrepareToWrite();
            TreeRemoval.Remove(at.Current, name, cancellation).Check("unlinkat", name);
        }

        for (; entry < record.EntryEnd; entry++)
            NoteMissing(entry);
        if (removed == 0 && Missing.Count > 0)
            at.PrepareToWrite();
        return removed > 0 || Missing.Count > 0;
    }

    private bool IsWanted(int entry, ulong inode)
    {
        ref EntryRecord record = ref table.Entry(entry);
        ulong wanted = record.LinkOf > 0 && (record.Flags & EntryFlags.Captured) == 0 ? table.Entry(table.LeaderOf(entry)).SnapshotInode : record.SnapshotInode;
        return record.IsStored && inode == wanted && inode != 0;
    }

    private void Keep(int entry)
    {
        // Other rows are left untouched: most of them are shared with the file of the manifest before.
        if (table.Entry(entry).LinkOf == 0 || (table.Entry(entry).Flags & EntryFlags.Captured) != 0)
            return;
        table.TakeFrom(table.LeaderOf(entry), entry);
        table.Entry(entry).Flags |= EntryFlags.Captured;
    }

    /// <summary>Of further names of files only that they are not there: they are made when their first name stands.</summary>
    private void NoteMissing(int entry)
    {
        ref EntryRecord record = ref table.Entry(entry);
        if (record.LinkOf > 0)
            record.Flags &= ~EntryFlags.Captured;
        else if (record.IsStored)
            Missing.Add(entry);
    }
}
