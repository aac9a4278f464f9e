namespace AgentSafetyKit.Snapshots;

/// <summary>Finds the folders of a tree in an older state of it.</summary>
internal static class FolderMatch
{
    /// <summary>
    /// For each folder whether it had the same inode and ctime in the source then as now: so that nothing about it, attributes included, was changed in between.
    /// </summary>
    public static bool[] Unchanged(TreeTable now, TreeTable then)
    {
        var unchanged = new bool[now.FolderCount];
        var pairs = new Stack<(int Now, int Then)>();
        pairs.Push((0, 0));
        while (pairs.TryPop(out (int Now, int Then) pair))
        {
            FolderRecord one = now.Folder(pair.Now), other = then.Folder(pair.Then);
            unchanged[pair.Now] = one.SourceInode != 0 && one.SourceInode == other.SourceInode && one.ChangedAt == other.ChangedAt && ((one.Flags | other.Flags) & EntryFlags.Stale) == 0;
            int left = pair.Now + 1, right = pair.Then + 1;
            while (left < one.SubtreeEnd && right < other.SubtreeEnd)
            {
                int order = now.FolderName(left).SequenceCompareTo(then.FolderName(right));
                if (order == 0)
                    pairs.Push((left, right));
                if (order <= 0)
                    left = now.Folder(left).SubtreeEnd;
                if (order >= 0)
                    right = then.Folder(right).SubtreeEnd;
            }
        }

        return unchanged;
    }
}
