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
    public static Manifest? Read(BackupFolder backups, SnapshotName name, FolderHandle root, CancellationToken cancellation) => Read(backups, name, root, _ => null, cancellation);

    /// <summary>
    /// The same for a snapshot to be built on. What the copy did not keep of a file, its times before all, a link to it would not have either: such files have the looks they have there, which the next check sees and copies anew. Not
    /// to be written down: what the snapshot's own list says is right.
    /// </summary>
    /// <param name="backups">Where.</param>
    /// <param name="name">Which.</param>
    /// <param name="root">Its folder.</param>
    /// <param name="cancellation">Between folders.</param>
    /// <param name="hasOtherLooks">Whether there is any such file.</param>
    public static Manifest? ReadToBuildOn(BackupFolder backups, SnapshotName name, FolderHandle root, CancellationToken cancellation, out bool hasOtherLooks)
    {
        CopiedLooks? looks = null;
        Manifest? read = Read(backups, name, root, manifest => looks = new CopiedLooks(manifest, root), cancellation);
        hasOtherLooks = looks is { Differ: true };
        return read;
    }

    /// <summary>Whether the folder is another one than the manifest was written for.</summary>
    public static bool IsCopy(Manifest manifest, FolderHandle root) => !Identity(root).IsSameFolderAs(manifest.Snapshot);

    private static Manifest? Read(BackupFolder backups, SnapshotName name, FolderHandle root, Func<Manifest, CopiedLooks?> looks, CancellationToken cancellation)
    {
        Manifest? manifest = backups.ReadManifest(name, out _);
        if (manifest is null || !IsCopy(manifest, root))
            return manifest;
        using (manifest)
            return WithInodesOf(root, manifest, looks(manifest), cancellation);
    }

    /// <summary>
    /// With rows of its own. What the copy lacks has no inode, and is copied from the source where it is still wanted; what was cut off has the size it has there, which the next check sees.
    /// </summary>
    private static Manifest WithInodesOf(FolderHandle root, Manifest manifest, CopiedLooks? looks, CancellationToken cancellation)
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
                Take(ref table.Entry(entry), table.EntryName(entry), isThere ? listing.Seek(table.EntryName(entry), ref at) : 0, cursor.Current, looks);
        }

        return manifest with { Table = table, Snapshot = Identity(root) };
    }

    private static void Take(ref EntryRecord record, ReadOnlySpan<byte> name, ulong inode, FolderHandle folder, CopiedLooks? looks)
    {
        if (!record.IsStored)
            return;
        record.SnapshotInode = inode;
        if (inode == 0 || (record.Flags & (EntryFlags.Torn | EntryFlags.Stale)) != 0 || folder.StatusOf(name, out FileStatus status) != Errno.Ok)
            return;
        if (record.Kind == EntryKind.File && status.Size != record.Size)
            (record.Size, record.ChangedAt) = (status.Size, 0);
        looks?.Take(ref record, status);
    }

    private static RootIdentity Identity(FolderHandle root)
    {
        root.Status(out FileStatus status).Check("statx");
        return RootIdentity.Of(status);
    }
}
