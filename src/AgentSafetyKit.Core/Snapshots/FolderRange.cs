namespace AgentSafetyKit.Snapshots;

/// <summary>A piece of work on a tree: folders next to each other in preorder, taken by one thread.</summary>
/// <param name="First">The first of them.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct FolderRange(int First, int End)
{
    /// <summary>Cuts a tree into pieces of about the same weight (<see cref="PieceWeight"/>).</summary>
    public static List<FolderRange> Cut(TreeTable table, Func<int, long> weight)
    {
        long total = 0;
        for (int i = 0; i < table.FolderCount; i++)
            total += weight(i);
        long each = PieceWeight.Of(total);
        var pieces = new List<FolderRange>();
        int first = 0;
        long gathered = 0;
        for (int i = 0; i < table.FolderCount; i++)
        {
            gathered += weight(i);
            if (gathered < each && i < table.FolderCount - 1)
                continue;
            pieces.Add(new FolderRange(first, i + 1));
            (first, gathered) = (i + 1, 0);
        }

        return pieces;
    }
}
