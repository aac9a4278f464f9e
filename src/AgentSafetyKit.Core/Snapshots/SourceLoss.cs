namespace AgentSafetyKit.Snapshots;

/// <summary>How much of a snapshot is gone from its folder: so much that the folder may be unmounted, replaced or wiped rather than worked on?</summary>
/// <param name="Before">Files of the snapshot.</param>
/// <param name="Gone">Of them, how many are there no more.</param>
/// <param name="Now">Files there are now.</param>
/// <param name="Excluded">Of those gone, how many are there and left out by rules that changed.</param>
internal readonly record struct SourceLoss(int Before, int Gone, int Now, int Excluded = 0)
{
    private const int FewFiles = 100, VeryFewFiles = 20;

    /// <summary>More than half of a large folder, nearly all of a small one.</summary>
    public bool IsAlarming => Before > 0 && (Now == 0 || (Gone > FewFiles && Gone * 2L > Before) || (Gone >= VeryFewFiles && Gone * 10L >= Before * 9L));

    /// <summary>A file that was only moved, alone or with its folder, is not gone: <see cref="MovedFiles"/>.</summary>
    /// <param name="snapshot">What there was.</param>
    /// <param name="now">What there is.</param>
    /// <param name="byInode">The numbers of inodes mean the same file in both.</param>
    /// <param name="files">How many files there are now.</param>
    /// <param name="excluded">Of what is not there by its path, how much is there and left out by rules that changed.</param>
    public static SourceLoss Of(Manifest snapshot, TreeTable now, bool byInode, int files, int excluded = 0)
    {
        TreeTable then = snapshot.Table;
        var missing = new List<int>();
        var moved = new MovedFiles(now, byInode && snapshot is { InodesWereUnstable: false, Facts.IsRebuilt: false });
        var pairs = new Stack<(int Then, int Now)>();
        pairs.Push((0, 0));
        while (pairs.TryPop(out (int Then, int Now) pair))
        {
            var right = new SideOfFolder(now, pair.Now);
            for (var left = new SideOfFolder(then, pair.Then); !left.IsAtEnd; left.Next())
            {
                while (!right.IsAtEnd && right.Name.SequenceCompareTo(left.Name) < 0)
                    right.Next();
                bool isThere = !right.IsAtEnd && right.Name.SequenceEqual(left.Name) && (left.Folder >= 0) == (right.Folder >= 0);
                if (isThere && left.Folder >= 0)
                    pairs.Push((left.Folder, right.Folder));
                else if (isThere)
                    moved.Stays(then, left.Entry);
                else if (left.Folder >= 0)
                    AddBelow(then, left.Folder, missing);
                else
                    missing.Add(left.Entry);
            }
        }

        int gone = missing.Count(entry => then.Entry(entry).IsStored && !moved.Has(then, entry));
        return new SourceLoss(snapshot.Facts.Files, gone, files, Math.Min(gone, excluded));
    }

    private static void AddBelow(TreeTable table, int folder, List<int> entries)
    {
        int end = table.Folder(table.Folder(folder).SubtreeEnd - 1).EntryEnd;
        for (int entry = table.Folder(folder).FirstEntry; entry < end; entry++)
            entries.Add(entry);
    }
}
