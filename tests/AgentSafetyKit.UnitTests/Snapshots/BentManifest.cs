using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Writes a manifest that is well-formed and says something wrong.</summary>
internal static class BentManifest
{
    /// <summary>The disk has another number than when any of them, also one in the making, was written.</summary>
    public static void BendDevices(this SnapshotStore store)
    {
        using BackupFolder backups = BackupFolder.Find(store.Spec.BackupFolder)!;
        foreach (SnapshotName name in backups.Snapshots().Concat(backups.Partials()))
        {
            using Manifest manifest = backups.ReadManifest(name, out _)!;
            backups.WriteManifest(name, manifest with { Snapshot = manifest.Snapshot with { Device = manifest.Snapshot.Device + 1 } });
        }
    }

    /// <summary>As versions wrote it that did not record the source's path.</summary>
    public static void ForgetSource(this SnapshotStore store, string id)
    {
        Assert.That(SnapshotName.TryParse(id, out SnapshotName name));
        using BackupFolder backups = BackupFolder.Find(store.Spec.BackupFolder)!;
        using Manifest manifest = backups.ReadManifest(name, out _)!;
        backups.WriteManifest(name, manifest with { Facts = manifest.Facts with { Source = null } });
    }

    /// <summary>Says that a snapshot's file has this inode number.</summary>
    public static void BendInode(this SnapshotStore store, string id, string path, ulong inode)
    {
        Assert.That(SnapshotName.TryParse(id, out SnapshotName name));
        using BackupFolder backups = BackupFolder.Find(store.Spec.BackupFolder)!;
        using Manifest manifest = backups.ReadManifest(name, out _)!;
        manifest.Table.Entry(manifest.Table.FindEntry(TreePath.Parse(path))).SnapshotInode = inode;
        backups.WriteManifest(name, manifest);
    }

    public static void BendHash(this SnapshotStore store, string id, string path)
    {
        Assert.That(SnapshotName.TryParse(id, out SnapshotName name));
        using BackupFolder backups = BackupFolder.Find(store.Spec.BackupFolder)!;
        using Manifest manifest = backups.ReadManifest(name, out _)!;
        ref ContentHash hash = ref manifest.Table.Hash(manifest.Table.FindEntry(TreePath.Parse(path)));
        hash = new ContentHash(hash.First ^ 1, hash.Second);
        backups.WriteManifest(name, manifest);
    }
}
