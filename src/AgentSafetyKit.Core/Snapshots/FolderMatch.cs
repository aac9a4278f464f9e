using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What the list of files of an old snapshot says of the new one that is made of it: which folders have the wanted attributes already, and which even the wanted names, each for the wanted file. The list was right when it was written.
/// A folder still is as it says where its own time is the recorded one and its ctime is not later than the list's: to add, remove or replace a name moves both, and the ctime can not be put back. Disks that keep neither are walked through.
/// </summary>
internal sealed class FolderMatch
{
    private readonly bool[] _hasAttributes;
    private readonly ulong[] _inodes;
    private readonly long _until;

    /// <param name="scan">What is wanted; before anything is copied.</param>
    /// <param name="then">The old snapshot's.</param>
    /// <param name="until">When its list was written (ns since 1970).</param>
    public FolderMatch(TreeScan scan, TreeTable then, long until)
    {
        TreeTable now = scan.Table;
        (_hasAttributes, _inodes, _until) = (new bool[now.FolderCount], new ulong[now.FolderCount], until);
        var pairs = new Stack<(int Now, int Then)>();
        pairs.Push((0, 0));
        while (pairs.TryPop(out (int Now, int Then) pair))
        {
            FolderRecord one = now.Folder(pair.Now), other = then.Folder(pair.Then);
            bool sameFolders = true;
            int left = pair.Now + 1, right = pair.Then + 1;
            while (left < one.SubtreeEnd && right < other.SubtreeEnd)
            {
                int order = now.FolderName(left).SequenceCompareTo(then.FolderName(right));
                if (order == 0)
                    pairs.Push((left, right));
                sameFolders &= order == 0;
                left = order <= 0 ? now.Folder(left).SubtreeEnd : left;
                right = order >= 0 ? then.Folder(right).SubtreeEnd : right;
            }

            sameFolders &= left == one.SubtreeEnd && right == other.SubtreeEnd;
            _hasAttributes[pair.Now] = one.SourceInode != 0 && one.SourceInode == other.SourceInode && one.ChangedAt == other.ChangedAt && ((one.Flags | other.Flags) & EntryFlags.Stale) == 0;
            if (sameFolders && _hasAttributes[pair.Now] && HaveSameFiles(scan, one, then, other))
                _inodes[pair.Now] = other.SnapshotInode;
        }
    }

    /// <summary>Nothing about it, attributes included, was changed between the two in the source, nor in the old snapshot since.</summary>
    public bool HasAttributes(int folder, in FileStatus found) => _hasAttributes[folder] && found.ChangedAt <= _until;

    /// <summary>Whether it could have every wanted name and no other, so that it is worth a look.</summary>
    public bool MayBeWhole(int folder) => _inodes[folder] != 0;

    /// <summary>It has, with the wanted attributes and the wanted time.</summary>
    public bool IsWhole(int folder, in FolderRecord wanted, in FileStatus found) =>
        found.Kind == EntryKind.Folder && found.Inode == _inodes[folder] && found.Inode != 0 && found.ChangedAt <= _until && found.ModifiedAt == wanted.ModifiedAt;

    private static bool HaveSameFiles(TreeScan scan, in FolderRecord one, TreeTable then, in FolderRecord other)
    {
        TreeTable now = scan.Table;
        ReadOnlySpan<EntryRecord> theirs = other.EntryCount == 0 ? default : then.EntryRun(other.FirstEntry)[..other.EntryCount];
        int right = 0;
        for (int left = one.FirstEntry; left < one.EntryEnd;)
        {
            // Rows that were taken over lie side by side: to find each by its number would cost more than to compare it.
            ReadOnlySpan<EntryRecord> run = now.EntryRun(left);
            run = run[..Math.Min(run.Length, one.EntryEnd - left)];
            for (int i = 0; i < run.Length; i++)
            {
                ref readonly EntryRecord wanted = ref run[i];
                if (CopyWorker.IsToCopy(scan.EntryStates[left + i]) || wanted.LinkOf > 0)
                    return false;
                if (!wanted.IsStored)
                    continue;
                right = NextStored(theirs, right);
                if (right == theirs.Length || wanted.SnapshotInode == 0 || theirs[right].SnapshotInode != wanted.SnapshotInode
                    || !then.NameAt(theirs[right].NameStart, theirs[right].NameLength).SequenceEqual(now.NameAt(wanted.NameStart, wanted.NameLength)))
                {
                    return false;
                }

                right++;
            }

            left += run.Length;
        }

        return NextStored(theirs, right) == theirs.Length;
    }

    private static int NextStored(ReadOnlySpan<EntryRecord> rows, int row)
    {
        while (row < rows.Length && !rows[row].IsStored)
            row++;
        return row;
    }
}
