using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Processes;

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

    [Test]
    public void A_name_that_can_not_be_removed_costs_a_try_and_not_three_for_each_folder_above_it()
    {
        Assume.That(EffectiveUser.IsRoot, "needs root: mounts a file");
        string work = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        string deep = Path.Combine(work, "tree", Path.Combine([.. Enumerable.Repeat("d", 16)])), stuck = Path.Combine(deep, "stuck");
        try
        {
            Directory.CreateDirectory(deep);
            File.WriteAllText(stuck, "x");
            File.WriteAllText(Path.Combine(work, "tree", "other"), "x");
            Run($"mount --bind {stuck} {stuck}");
            FolderHandle.Open(work, out FolderHandle folder).Check("open");
            using (folder)
            using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
            {
                try
                {
                    Assert.That(TreeRemoval.Remove(folder, "tree\0"u8, patience.Token), Is.EqualTo(Errno.EBUSY), "what stood in the way");
                }
                finally
                {
                    Run($"umount {stuck}");
                }

                Assert.That(File.Exists(Path.Combine(work, "tree", "other")), Is.False, "all else is gone");
                Assert.That(TreeRemoval.Remove(folder, "tree\0"u8, patience.Token), Is.EqualTo(Errno.Ok));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Run(string script) =>
        Assert.That(
            new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("/bin/sh", "-c", script), default, TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult().ExitCode,
            Is.Zero);
}
