using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Writes a manifest that is well-formed and says something wrong.</summary>
internal static class BentManifest
{
    public static void BendHash(this SnapshotStore store, string file, string path)
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(Path.GetFileName(file)), 0];
        Assert.That(FolderHandle.Open(store.Spec.BackupFolder, out FolderHandle folder), Is.EqualTo(Errno.Ok));
        using (folder)
        {
            Assert.That(folder.OpenFile(name, out FileHandle handle), Is.EqualTo(Errno.Ok));
            using (handle)
            {
                using Manifest manifest = ManifestFormat.Read(handle);
                ref ContentHash hash = ref manifest.Table.Hash(manifest.Table.FindEntry(TreePath.Parse(path)));
                hash = new ContentHash(hash.First ^ 1, hash.Second);
                AtomicFile.Write(file, draft => ManifestFormat.Write(manifest, draft));
            }
        }
    }
}
