using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Tells cheaply that somebody took something out of a snapshot, or put something in: a folder's time moves then. Looks at the snapshot's own folder and at those in it, no deeper; what is edited in place is not seen
/// (<see cref="SnapshotVerifier"/> reads it all).
/// </summary>
internal static class SnapshotDamage
{
    private const int FoldersLookedAt = 1000;

    /// <param name="manifest">What was stored.</param>
    /// <param name="root">The snapshot's folder.</param>
    /// <param name="writtenAt">When the manifest was written (mtime, ns since 1970): a disk that does not keep the times of folders has older ones.</param>
    public static bool IsSeen(Manifest manifest, FolderHandle root, long writtenAt)
    {
        TreeTable table = manifest.Table;
        if (root.Status(out FileStatus status) != Errno.Ok || HasMoved(table.Folder(0), status, writtenAt))
            return true;
        int looked = 0;
        for (int child = 1; child < table.Folder(0).SubtreeEnd && looked < FoldersLookedAt; child = table.Folder(child).SubtreeEnd, looked++)
        {
            Errno errno = root.StatusOf(table.FolderName(child), out status);
            if (errno == Errno.ENOENT || (errno == Errno.Ok && (status.Kind != EntryKind.Folder || HasMoved(table.Folder(child), status, writtenAt))))
                return true;
        }

        return false;
    }

    private static bool HasMoved(in FolderRecord stored, in FileStatus now, long writtenAt) => now.ModifiedAt > writtenAt && !EntryRecord.IsSameTime(now.ModifiedAt, stored.ModifiedAt);
}
