using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>Killed at each single system call that writes, one after the other: no moment is left to chance.</summary>
[Parallelizable]
internal sealed class KilledAtEachCallScenarios : SnapshotScenario
{
    private static readonly string[] Calls =
        ["mkdirat", "linkat", "symlinkat", "copy_file_range", "fchmod", "utimensat", "pwrite64", "write", "ftruncate", "fsync", "syncfs", "renameat", "renameat2", "unlinkat"];

    [Test]
    public void A_snapshot_killed_at_any_call_is_not_there_or_whole_and_the_next_one_goes_on()
    {
        MakeSmallTree();
        Snapshot();
        LearnNew(Inventory(Project));
        int kills = 0;
        foreach (string call in Calls)
        {
            for (int count = 1; count < 100; count++)
            {
                Edit(kills);
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:signal=SIGKILL:when={count}", BackupOnce);
                string now = Inventory(Project);
                LearnNew(now);
                if (result.ExitCode == 0)
                    break;
                kills++;
                Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero, $"after a kill at {call} {count}");
                LearnNew(now);
                Assert.That(Expected.Values, Does.Contain(now));
            }
        }

        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
        Assert.That(kills, Is.GreaterThan(25));
    }

    [Test]
    public void A_restore_killed_at_any_call_is_finished_by_the_next_one()
    {
        MakeSmallTree();
        string id = Snapshot(), wanted = Inventory(Project);
        LearnNew(wanted);
        string[] restore = ["backup", "restore", id, "--yes", "--quiet"];
        int kills = 0;
        foreach (string call in Calls)
        {
            for (int count = 1; count < 100; count++)
            {
                Shell("rm -r a; echo \"$1\" >a; echo x >b/c/deep; mkdir -p new; echo \"$1\" >new/file; ln -sf elsewhere soft; chmod 600 one", $"{kills}");
                string wreck = Inventory(Project);
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:signal=SIGKILL:when={count}", restore);
                // Also the process that makes the safety snapshot whole is killed at that call.
                bool wasWhole = !Directory.EnumerateDirectories(Backups, "*-partial").Any();
                LearnNew(wreck);
                if (result.ExitCode == 0 && wasWhole)
                    break;
                kills++;
                string half = Inventory(Project);
                Assert.That(Kit.Run(restore).ExitCode, Is.Zero, $"after a kill at {call} {count}");
                // Captured before it was touched, it may be the next writer that makes a snapshot of it.
                Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
                LearnNew(half, wreck, wanted);
                Assert.That(Expected.ContainsValue(wreck), $"{call} {count}: the wreck was saved before it was touched");
                Assert.That(Inventory(Project), Is.EqualTo(wanted), $"after a kill at {call} {count}");
                Assert.That(Shell("find . -name '.agsekit*'"), Is.Empty);
            }
        }

        AssertNothingLost();
        // How many depends on how the work falls to the threads: about forty.
        Assert.That(kills, Is.GreaterThan(25));
    }

    [Test]
    public void A_cleaning_killed_at_any_call_leaves_each_snapshot_whole_or_gone()
    {
        MakeSmallTree();
        int kills = 0;
        foreach (string call in (string[])["renameat2", "unlinkat", "fsync", "syncfs", "fchmod"])
        {
            for (int count = 1; count < 100; count += count < 8 ? 1 : 6)
            {
                do
                {
                    Edit(kills++);
                    Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
                    LearnNew(Inventory(Project));
                }
                while (Listed().Count < 4);
                Assert.That(Leftovers(), Is.Empty, "the next writer sweeps");
                string[] newest = [.. Listed().Select(snapshot => snapshot.Id).TakeLast(2)];
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:signal=SIGKILL:when={count}", "backup-clean", Project, "2", "tail", "--yes", "--quiet");
                List<(string Id, string Path)> left = Listed(allGood: false);
                Assert.That(left.Select(snapshot => snapshot.Id), Is.SupersetOf(newest), $"{call} {count}");
                foreach ((string id, string path) in left)
                    Assert.That(Inventory(path), Is.EqualTo(Expected[id]), $"{id} after a kill at {call} {count}");
                if (result.ExitCode == 0)
                    break;
                Assert.That(Kit.Run("backup-clean", Project, "2", "tail", "--yes", "--quiet").ExitCode, Is.Zero);
                Assert.That(Listed().Select(snapshot => snapshot.Id), Is.EqualTo(newest), $"after a kill at {call} {count} cleaning goes on");
            }
        }

        Assert.That(kills, Is.GreaterThan(15));
    }

    private void MakeSmallTree() => Shell("mkdir -p a/empty b/c; echo 1 >one; echo 2 >a/two; echo 3 >b/c/deep; ln one b/hard; ln -s a soft; for f in 1 2 3; do echo $f >b/$f; done");

    private void Edit(int number) => Shell("echo \"$1\" >a/two; echo \"$1\" >b/new$(($1 % 3)); rm -f b/new$((($1 + 1) % 3)); mkdir -p a/folder$(($1 % 2)); rmdir a/folder$((($1 + 1) % 2)) 2>/dev/null || true", $"{number}");
}
