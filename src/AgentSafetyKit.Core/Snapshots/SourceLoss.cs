namespace AgentSafetyKit.Snapshots;

/// <summary>How much of a snapshot is gone from its folder: so much that the folder may be unmounted, replaced or wiped rather than worked on?</summary>
/// <param name="Before">Files of the snapshot.</param>
/// <param name="Gone">Of them, how many are there no more.</param>
/// <param name="Now">Files there are now.</param>
/// <param name="Excluded">Of those gone, how many are there and left out by rules that changed.</param>
internal readonly record struct SourceLoss(int Before, int Gone, int Now, int Excluded = 0)
{
    private const int FewFiles = 100;

    public bool IsAlarming => Before > 0 && (Now == 0 || (Gone > FewFiles && Gone * 2L > Before));

    /// <summary>By their paths.</summary>
    public static SourceLoss Of(Manifest snapshot, TreeTable now, int files)
    {
        TreeTable then = snapshot.Table;
        int gone = 0;
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
                else if (!isThere)
                    gone += left.Folder >= 0 ? then.StoredBelow(left.Folder) : then.Entry(left.Entry).IsStored ? 1 : 0;
            }
        }

        return new SourceLoss(snapshot.Facts.Files, gone, files);
    }
}
