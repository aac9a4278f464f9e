using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Folders that their owner has no right to look into (an agent took it from him): what lies in them is neither in a plan nor saved. A restore opens them to their owner before anything else, and plans again.
/// </summary>
internal static class ClosedFolders
{
    /// <summary>Those a plan would change something in; folders of the tree found.</summary>
    public static List<int> Of(RestorePlan plan, FolderHandle target)
    {
        var closed = new List<int>();
        if (plan.Found is not { } found)
            return closed;
        using var cursor = new TableCursor(found.Table, target);
        for (int folder = 0; folder < found.Table.FolderCount; folder++)
        {
            if ((found.Table.Folder(folder).Flags & EntryFlags.NotEntered) == 0 || found.Foreign.ContainsKey(folder) || !IsMeant(plan, folder) || cursor.MoveTo(folder) != Errno.Ok)
                continue;
            Errno errno = cursor.Current.Reopen(out FileHandle opened);
            if (errno == Errno.Ok)
                opened.Dispose();
            else if (errno == Errno.EACCES)
                closed.Add(folder);
        }

        return closed;
    }

    /// <summary>Answers whether any is open now.</summary>
    public static bool Open(RestorePlan plan, FolderHandle target)
    {
        bool any = false;
        List<int> closed = Of(plan, target);
        using TableCursor? cursor = closed.Count == 0 ? null : new TableCursor(plan.Found!.Table, target);
        foreach (int folder in closed)
            any |= cursor!.MoveTo(folder) == Errno.Ok && cursor.Current.OpenToOwner() == Errno.Ok;
        return any;
    }

    /// <summary>The snapshot has what was in it, or has no such folder at all.</summary>
    private static bool IsMeant(RestorePlan plan, int folder)
    {
        int origin = plan.Found!.FolderOrigins[folder];
        return origin < 0
            ? plan.Scope.HasFoundFolder(folder)
            : plan.Scope.NeedsFolder(origin) && (plan.Manifest.Table.Folder(origin).Flags & EntryFlags.NotEntered) == 0;
    }
}
