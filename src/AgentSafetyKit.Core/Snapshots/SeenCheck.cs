namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Says which folders of a snapshot are as they were from a look at the tree that was taken a moment ago, by memory alone: what <see cref="TreeCheck"/> finds by looking at each file once more. What changed since that look is for
/// the caller to notice.
/// </summary>
internal static class SeenCheck
{
    /// <param name="table">The snapshot's.</param>
    /// <param name="seen">The tree as it was found.</param>
    /// <param name="visitAnyway">Folders that are visited whatever was seen.</param>
    public static FolderVerdicts Run(TreeTable table, TreeTable seen, bool[] visitAnyway)
    {
        var clean = new bool[table.FolderCount];
        var pairs = new Stack<(int Known, int Seen)>();
        pairs.Push((0, 0));
        while (pairs.TryPop(out (int Known, int Seen) pair))
        {
            FolderRecord known = table.Folder(pair.Known), now = seen.Folder(pair.Seen);
            clean[pair.Known] = !visitAnyway[pair.Known] && IsSame(known, now) && AreSame(table, known, seen, now);
            for (int left = pair.Known + 1, right = pair.Seen + 1; left < known.SubtreeEnd && right < now.SubtreeEnd;)
            {
                int order = table.FolderName(left).SequenceCompareTo(seen.FolderName(right));
                if (order == 0)
                    pairs.Push((left, right));
                (left, right) = (order <= 0 ? table.Folder(left).SubtreeEnd : left, order >= 0 ? seen.Folder(right).SubtreeEnd : right);
            }
        }

        return new FolderVerdicts(clean);
    }

    private static bool IsSame(in FolderRecord known, in FolderRecord now) =>
        (known.Flags | now.Flags) == EntryFlags.None && known.ModifiedAt == now.ModifiedAt && known.ChangedAt == now.ChangedAt && known.SourceInode == now.SourceInode && known.Mode == now.Mode
        && known.UserId == now.UserId && known.GroupId == now.GroupId && known.EntryCount == now.EntryCount;

    private static bool AreSame(TreeTable table, in FolderRecord known, TreeTable seen, in FolderRecord now)
    {
        for (int i = 0; i < known.EntryCount; i++)
        {
            ref EntryRecord one = ref table.Entry(known.FirstEntry + i), two = ref seen.Entry(now.FirstEntry + i);
            bool same = (one.Flags | two.Flags) == EntryFlags.None && one.LooksLike(two) && one.ChangedAt == two.ChangedAt && one.SourceInode == two.SourceInode
                && table.EntryName(known.FirstEntry + i).SequenceEqual(seen.EntryName(now.FirstEntry + i));
            if (!same)
                return false;
        }

        return true;
    }
}
