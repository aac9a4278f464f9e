using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// A snapshot that lies elsewhere than it was made: its backup folder was copied to another disk, or put back from a copy. The files are the same, but their inode numbers are not those of the manifest, and would be taken for
/// those of other files. So they are read again from the snapshot itself.
/// </summary>
internal static class CopiedSnapshot
{
    /// <summary>The manifest of a snapshot, with the inode numbers its files have today; null: it is missing or damaged.</summary>
    public static Manifest? Read(BackupFolder backups, SnapshotName name, FolderHandle root, CancellationToken cancellation)
    {
        Manifest? manifest = backups.ReadManifest(name, out _);
        if (manifest is null || !IsCopy(manifest, root))
            return manifest;
        using (manifest)
            return WithInodesOf(root, manifest, cancellation);
    }

    /// <summary>Whether the folder is another one than the manifest was written for.</summary>
    public static bool IsCopy(Manifest manifest, FolderHandle root) => !Identity(root).IsSameFolderAs(manifest.Snapshot);

    /// <summary>
    /// With rows of its own. What the copy lacks has no inode, and is copied from the source where it is still wanted; what was cut off has the size it has there, which the next check sees.
    /// </summary>
    private static Manifest WithInodesOf(FolderHandle root, Manifest manifest, CancellationToken cancellation)
    {
        TreeTable table = manifest.Table.Own();
        using var cursor = new TableCursor(table, root, toRead: true);
        var listing = new FolderListing();
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            cancellation.ThrowIfCancellationRequested();
            FileStatus status = default;
            bool isThere = cursor.MoveTo(folder) == Errno.Ok && cursor.Current.Status(out status) == Errno.Ok && cursor.Current.List(listing) == Errno.Ok;
            ref FolderRecord record = ref table.Folder(folder);
            record.SnapshotInode = isThere ? status.Inode : 0;
            int at = 0;
            for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
                Take(ref table.Entry(entry), table.EntryName(entry), isThere ? listing.Seek(table.EntryName(entry), ref at) : 0, cursor.Current);
        }

        return manifest with { Table = table, Snapshot = Identity(root) };
    }

    private static void Take(ref EntryRecord record, ReadOnlySpan<byte> name, ulong inode, FolderHandle folder)
    {
        if (!record.IsStored)
            return;
        record.SnapshotInode = inode;
        bool sizeIsKnown = record.Kind == EntryKind.File && (record.Flags & (EntryFlags.Torn | EntryFlags.Stale)) == 0;
        if (inode == 0 || !sizeIsKnown || folder.StatusOf(name, out FileStatus status) != Errno.Ok || status.Size == record.Size)
            return;
        (record.Size, record.ChangedAt) = (status.Size, 0);
    }

    private static RootIdentity Identity(FolderHandle root)
    {
        root.Status(out FileStatus status).Check("statx");
        return RootIdentity.Of(status);
    }
}
