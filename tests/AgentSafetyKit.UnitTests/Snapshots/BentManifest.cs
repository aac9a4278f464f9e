using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Writes a manifest that is well-formed and says something wrong.</summary>
internal static class BentManifest
{
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
