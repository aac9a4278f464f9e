using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>
/// Each single system call fails once, with each error a disk gives: the work is refused without a trace, or done with warnings, or done as if nothing had been; never a snapshot that is not the tree.
/// </summary>
[Parallelizable]
internal sealed class FailingCallScenarios : SnapshotScenario
{
    /// <summary>Exit codes that are not a bug of ours: done, prerequisite missing (space, rights), snapshot failed, done with warnings.</summary>
    private static readonly int[] Honest = [0, 2, 4, 6, 7];

    /// <summary>Which one of the calls fails.</summary>
    private static readonly int[] Counts = [1, 2, 3, 4, 6, 9, 14, 21];

    [TestCase("mkdirat", "EIO", "ENOSPC", "EACCES")]
    [TestCase("linkat", "EIO", "ENOSPC", "EMLINK", "EPERM", "EXDEV")]
    [TestCase("symlinkat", "EIO", "EDQUOT")]
    [TestCase("copy_file_range", "EIO", "ENOSPC", "EXDEV", "EINTR", "EOPNOTSUPP")]
    [TestCase("fchmod", "EIO", "EPERM")]
    [TestCase("utimensat", "EIO", "EROFS")]
    [TestCase("pwrite64", "EIO", "ENOSPC", "EINTR")]
    [TestCase("fsync", "EIO", "ENOSPC")]
    [TestCase("syncfs", "EIO", "ENOSPC")]
    [TestCase("renameat", "EIO", "ENOSPC")]
    [TestCase("renameat2", "EIO", "EEXIST")]
    [TestCase("flock", "EINTR", "ENOLCK")]
    [TestCase("getdents64", "EIO")]
    public void A_call_that_fails_costs_no_snapshot_and_publishes_no_wrong_one(string call, params string[] errors)
    {
        MakeSmallTree();
        Snapshot();
        LearnNew(Inventory(Project));
        int failures = 0;
        foreach (string error in errors)
        {
            foreach (int count in Counts)
            {
                Shell("echo \"$1\" >a/two; echo \"$1\" >b/new$(($1 % 3)); rm -f b/new$((($1 + 1) % 3)); ln -sfn \"$1\" soft; mkdir -p a/folder$(($1 % 2)); rmdir a/folder$((($1 + 1) % 2)) 2>/dev/null || true", $"{failures++}");
                string now = Inventory(Project);
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:error={error}:when={count}", BackupOnce);
                Assert.That(result.ExitCode, Is.AnyOf([.. Honest]), $"{call} {count} {error}: {result.ErrorText}");
                Assert.That(Inventory(Project), Is.EqualTo(now));
                // Where the folder's own fsync fails, the snapshot stands whole under its name already, and nobody may be told that it is safe.
                int most = result.ExitCode == 0 || call == "fsync" ? 1 : 0, least = result.ExitCode == 0 ? 1 : 0;
                if (result.ExitCode == 7)
                    LearnWithWarnings();
                else
                    Assert.That(LearnNew(now), Is.InRange(least, most), $"{call} {count} {error}: {result.ErrorText}");
                Assert.That(Directory.GetDirectories(Backups).Where(path => path.EndsWith("-partial", StringComparison.Ordinal)), Is.Empty, $"{call} {count} {error}");
            }

            Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
            LearnNew(Inventory(Project));
            Assert.That(Expected, Does.ContainValue(Inventory(Project)), "after the trouble all is saved again");
        }

        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
    }

    [TestCase("mkdirat", "EIO", "ENOSPC")]
    [TestCase("linkat", "EIO", "EMLINK")]
    [TestCase("unlinkat", "EIO", "EACCES")]
    [TestCase("renameat", "EIO", "ENOSPC")]
    [TestCase("copy_file_range", "EIO", "ENOSPC")]
    [TestCase("utimensat", "EIO")]
    [TestCase("fchmod", "EIO")]
    public void A_call_that_fails_during_a_restore_costs_no_snapshot_and_the_next_restore_finishes(string call, params string[] errors)
    {
        MakeSmallTree();
        string id = Snapshot(), wanted = Inventory(Project);
        LearnNew(wanted);
        string[] restore = ["backup", "restore", id, "--yes", "--quiet"];
        foreach (string error in errors)
        {
            foreach (int count in Counts)
            {
                Shell("rm -r a; echo \"$1\" >a; echo x >b/c/deep; mkdir -p new; echo \"$1\" >new/file; ln -sf elsewhere soft; chmod 600 one", $"{error}{count}");
                string wreck = Inventory(Project);
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:error={error}:when={count}", restore);
                Assert.That(result.ExitCode, Is.AnyOf([.. Honest]), $"{call} {count} {error}: {result.ErrorText}");
                if (result.ExitCode == 0)
                    Assert.That(Inventory(Project), Is.EqualTo(wanted), $"{call} {count} {error}: done, it says");
                LearnWithWarnings();
                string half = Inventory(Project);
                Assert.That(Kit.Run(restore).ExitCode, Is.Zero, $"after {call} {count} {error}");
                Assert.That(Inventory(Project), Is.EqualTo(wanted), $"after {call} {count} {error}");
                // Captured before it was touched, it may be the next writer that makes a snapshot of it.
                Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
                LearnNew(half, wreck, wanted);
                Assert.That(Expected.ContainsValue(wreck), $"{call} {count} {error}: the wreck was saved before it was touched");
            }
        }

        AssertNothingLost();
        Assert.That(Shell("find . -name '.agsekit*'"), Is.Empty);
    }

    /// <summary>Some of the tree could not be read or kept as it is, and that was said.</summary>
    private void LearnWithWarnings()
    {
        foreach ((string id, string path) in Listed())
            Expected.TryAdd(id, Inventory(path));
    }

    private void MakeSmallTree() => Shell("mkdir -p a/empty b/c; echo 1 >one; echo 2 >a/two; echo 3 >b/c/deep; ln one b/hard; ln -s a soft; for f in 1 2 3; do echo $f >b/$f; done");
}
