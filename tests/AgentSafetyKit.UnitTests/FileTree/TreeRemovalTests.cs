using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.UnitTests.FileTree;

internal sealed class TreeRemovalTests
{
    [Test]
    public void Links_planted_in_a_tree_lead_nowhere_and_closed_folders_are_opened()
    {
        string work = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(work, "canary", "sub"));
            File.WriteAllText(Path.Combine(work, "canary", "sub", "file"), "x");
            for (int i = 0; i < 3; i++)
            {
                string deep = Path.Combine(work, "tree", $"a{i}", "b", "c");
                Directory.CreateDirectory(deep);
                File.WriteAllText(Path.Combine(deep, "file"), "x");
                Directory.CreateSymbolicLink(Path.Combine(deep, "link"), Path.Combine(work, "canary"));
                File.SetUnixFileMode(Path.Combine(work, "tree", $"a{i}", "b"), UnixFileMode.None);
            }

            FolderHandle.Open(work, out FolderHandle folder).Check("open");
            using (folder)
            {
                Assert.That(TreeRemoval.Remove(folder, "tree\0"u8, CancellationToken.None), Is.EqualTo(Errno.Ok));
                Assert.That(TreeRemoval.Remove(folder, "tree\0"u8, CancellationToken.None), Is.EqualTo(Errno.Ok), "gone is gone");
            }

            Assert.That(Directory.Exists(Path.Combine(work, "tree")), Is.False);
            Assert.That(File.ReadAllText(Path.Combine(work, "canary", "sub", "file")), Is.EqualTo("x"));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
