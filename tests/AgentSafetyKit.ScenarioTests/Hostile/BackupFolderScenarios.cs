using System.Globalization;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>The folder of the snapshots is moved to another disk, named for the wrong project, or is no such folder at all.</summary>
[Parallelizable]
internal sealed class BackupFolderScenarios : SnapshotScenario
{
    private const int Files = 300;
    private readonly List<string> _mounted = [];

    [TearDown]
    public void Unmount()
    {
        _mounted.ForEach(folder => Shell("umount \"$1\"", folder));
        _mounted.Clear();
    }

    /// <summary>On the new disk the files of the oldest snapshot get the very inode numbers that those of the newest had on the old one.</summary>
    [TestCase("rsync -aH")]
    [TestCase("cp -a")]
    public void A_backup_folder_moved_to_another_disk_never_gets_old_contents_into_a_new_snapshot(string copying)
    {
        if (Shell("id -u").Trim() != "0")
            Assert.Ignore("only root may mount a disk");
        string first = NewDisk("first"), trial = NewDisk("trial"), second = NewDisk("second");
        string made = Path.Combine(first, "backups"), moved = Path.Combine(second, "backups");
        for (int version = 0; version < 4; version++)
        {
            Edit(version);
            Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", made);
        }

        string[] ids = IdsIn(made);
        Shell($"{copying} \"$1\" \"$2\"", made, trial);
        long missing = InodeOf(made, ids[^1]) - InodeOf(Path.Combine(trial, "backups"), ids[0]);
        Shell("for i in $(seq $2); do : >\"$1/x\"; rm \"$1/x\"; done", second, $"{missing}");
        Shell($"{copying} \"$1\" \"$2\"", made, second);
        // rsync makes folders and files side by side, so it can be off by a few.
        Assert.That(InodeOf(moved, ids[0]), Is.EqualTo(InodeOf(made, ids[^1])).Within(copying == "cp -a" ? 0 : 5), "as unlucky as can be");
        for (int round = 0; round < 5; round++)
        {
            Shell("echo \"$1\" >other; echo \"$1\" >f$((100 + $1))", $"{round}");
            RepeatOnce(moved);
            string[] now = IdsIn(moved);
            Assert.That(now, Has.Length.EqualTo(4), "the oldest becomes the new one");
            Assert.That(Inventory(Path.Combine(moved, now[^1])), Is.EqualTo(Inventory(Project)), $"round {round}");
            Assert.That(Shell("rsync -rlcin --delete \"$1/\" \"$2/\"", Project, Path.Combine(moved, now[^1])), Is.Empty);
        }

        foreach (string id in ids.Intersect(IdsIn(moved)))
            Assert.That(Inventory(Path.Combine(moved, id)), Is.EqualTo(Inventory(Path.Combine(made, id))));
        Assert.That(Kit.Run("backup", "verify", "--source-dir", Project, "--dest-dir", moved).ExitCode, Is.Zero);
    }

    [Test]
    public void The_snapshots_of_one_project_do_not_get_anothers_among_them_unless_that_is_said()
    {
        MakeTree(40);
        Snapshot();
        Shell("echo changed >changed");
        Snapshot();
        string before = Inventory(Backups), other = Path.Combine(Root, "other");
        Shell("mkdir \"$1\"; echo other >\"$1/file\"", other);
        string[] wrong = ["backup-once", "--source-dir", other, "--dest-dir", Backups];
        CommandResult refused = Kit.Run(wrong);
        AssertRefused(refused, 2, "are of another folder: " + Project, "agsekit " + string.Join(' ', wrong) + " --yes");
        Assert.That(Inventory(Backups), Is.EqualTo(before));
        CommandResult clean = Kit.Run("backup-clean", other, "1", "tail", "--dest-dir", Backups, "--yes");
        Assert.That(clean.ErrorText, Does.Contain("are of another folder: " + Project));
        Assert.That(clean.ExitCode, Is.EqualTo(6));
        Assert.That(Inventory(Backups), Is.EqualTo(before));
        Assert.That(Kit.Run([.. wrong, "--yes"]).ExitCode, Is.Zero);
        Assert.That(Kit.Run(BackupOnce).ErrorText, Does.Contain("are of another folder: " + other));
    }

    [Test]
    public void A_folder_of_other_things_is_no_place_for_snapshots()
    {
        MakeTree(8);
        string letters = Path.Combine(Root, "letters");
        Shell("mkdir \"$1\"; echo precious >\"$1/letter\"", letters);
        CommandResult refused = Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", letters);
        AssertRefused(refused, 2, "it holds other things, such as 'letter', and no snapshots", Path.Combine(letters, "snapshots"));
        Assert.That(Shell("ls -A \"$1\"", letters), Is.EqualTo("letter\n"));
        Assert.That(Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", Path.Combine(letters, "snapshots")).ExitCode, Is.Zero);
    }

    /// <summary>Its inode numbers count up with each file that is made.</summary>
    private string NewDisk(string name)
    {
        string folder = Path.Combine(Root, name);
        Shell("mkdir \"$1\"; mount -t tmpfs none \"$1\"", folder);
        _mounted.Add(folder);
        return folder;
    }

    private void Edit(int version) => Shell("for i in $(seq 100 $((99 + $1))); do echo \"$2 $i\" >f$i; done", $"{Files}", $"{version}");

    private static string[] IdsIn(string backups) => [.. Directory.GetDirectories(backups).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private long InodeOf(string backups, string id) => long.Parse(Shell("stat -c %i \"$1\"", Path.Combine(backups, id, "f100")), CultureInfo.InvariantCulture);

    private void RepeatOnce(string backups)
    {
        File.Delete(Log);
        ChildProcess repeated = Kit.Start(
            Log, ["backup-repeated", "--source-dir", Project, "--dest-dir", backups, "--max-backups", "4", "--backup-clean-method", "tail", "--interval", "60", "--no-continuous"]);
        Assert.That(SpinWait.SpinUntil(() => (File.Exists(Log) && File.ReadAllText(Log).Contains("Done, waiting", StringComparison.Ordinal)) || repeated.HasExited, TimeSpan.FromSeconds(60)), Is.True);
        repeated.Send(Signal.Interrupt);
        Assert.That(repeated.Exit.GetAwaiter().GetResult(), Is.EqualTo(130), File.ReadAllText(Log));
    }
}
