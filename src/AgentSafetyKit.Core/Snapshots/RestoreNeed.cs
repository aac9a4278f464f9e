using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// How much room a restore needs, in what files take on the disk: one with holes takes less than its size, and what is deleted, which is done first, makes room. Asked where the sizes alone say that there is too little.
/// </summary>
internal static class RestoreNeed
{
    private const long BytesOfBlock = 512;

    /// <summary>In bytes; below zero where it leaves more room than there was.</summary>
    public static long Of(RestorePlan plan, FolderHandle snapshot, FolderHandle target, CancellationToken cancellation)
    {
        using var stored = new TableCursor(plan.Manifest.Table, snapshot);
        using TableCursor? found = plan.Found is null ? null : new TableCursor(plan.Found.Table, target);
        long bytes = 0;
        foreach (RestoreItem item in plan.Planner.Items())
        {
            cancellation.ThrowIfCancellationRequested();
            if (item.Entry < 0 || item.Kind != EntryKind.File)
                continue;
            if (item.Action == RestoreAction.Delete)
                bytes -= Taken(found!, item.Folder, plan.Found!.Table.EntryName(item.Entry)) is { LinkCount: 1 } gone ? gone.Blocks * BytesOfBlock : 0;
            else if (item.Size > 0)
                bytes += Taken(stored, item.Folder, plan.Manifest.Table.EntryName(item.Entry)) is { } file ? Math.Min(item.Size, file.Blocks * BytesOfBlock) : item.Size;
        }

        return bytes;
    }

    private static FileStatus? Taken(TableCursor cursor, int folder, ReadOnlySpan<byte> name) =>
        cursor.MoveTo(folder) == Errno.Ok && cursor.Current.StatusOf(name, out FileStatus status) == Errno.Ok ? status : null;
}
