using System.Globalization;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>Real small disks that are full, at their quota, read-only, broken, or without power.</summary>
[Parallelizable]
internal sealed class DiskScenarios : SnapshotScenario
{
    private string _backups = "";

    protected override string Backups => _backups;

    [Test]
    public void A_disk_that_fills_up_keeps_its_snapshots_and_no_piece_of_a_new_one()
    {
        using LoopDisk disk = Use(LoopDisk.Make(Root, "24M"));
        MakeTree(200);
        Snapshot();
        LearnNew(Inventory(Project));
        Shell("head -c 4M /dev/urandom >big");
        // The inodes go first, then the blocks: both answer ENOSPC, and only the blocks can be known before.
        Shell("i=0; mkdir \"$1/fill\"; while : >\"$1/fill/$i\"; do i=$((i + 1)); done 2>/dev/null; true", disk.Folder);
        AssertNoSpace(disk);
        Shell("rm -r \"$1/fill\"; head -c 100M /dev/zero >\"$1/fill\" || true", disk.Folder);
        AssertNoSpace(disk);
        Shell("rm \"$1/fill\"", disk.Folder);
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        LearnNew(Inventory(Project));
        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void A_disk_quota_is_a_limit_like_any_other_and_reflinks_are_no_trouble()
    {
        using LoopDisk disk = Use(LoopDisk.Make(Root, "128M", "mkfs.btrfs -q"));
        MakeTree(100);
        Shell("btrfs quota enable \"$1\"; btrfs qgroup limit 8M \"$1\"", disk.Folder);
        Snapshot();
        LearnNew(Inventory(Project));
        Shell("head -c 20M /dev/urandom >big");
        CommandResult refused = Kit.Run(BackupOnce);
        Assert.That(refused.ExitCode, Is.EqualTo(4), refused.ErrorText);
        Assert.That(refused.ErrorText, Does.Contain("quota"));
        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
        Shell("head -c 1M /dev/urandom >big; btrfs qgroup limit none \"$1\"", disk.Folder);
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        LearnNew(Inventory(Project));
        // From and to the same disk: the copies share their blocks, and are still copies.
        string inside = Path.Combine(disk.Folder, "work"), beside = Path.Combine(disk.Folder, "beside");
        Shell("mkdir \"$1\"; head -c 3M /dev/urandom >\"$1/file\"; truncate -s 30M \"$1/sparse\"", inside);
        Assert.That(Kit.Run("backup-once", "--source-dir", inside, "--dest-dir", beside).ExitCode, Is.Zero);
        string copied = Inventory(Directory.GetDirectories(beside).Single());
        Assert.That(copied, Is.EqualTo(Inventory(inside)));
        Shell("printf x | dd of=\"$1/file\" bs=1 seek=1000 conv=notrunc status=none", inside);
        Assert.That(Inventory(Directory.GetDirectories(beside).Single()), Is.EqualTo(copied));
    }

    [Test]
    public void A_disk_that_became_read_only_is_read_and_not_written()
    {
        using LoopDisk disk = Use(LoopDisk.Make(Root, "24M"));
        MakeTree(40);
        string id = Snapshot();
        LearnNew(Inventory(Project));
        disk.Remount("ro");
        Shell("echo changed >d1/faaa");
        CommandResult refused = Kit.Run(BackupOnce);
        Assert.That(refused.ExitCode, Is.EqualTo(4), refused.ErrorText);
        Assert.That(refused.ErrorText, Does.Contain("read-only"));
        AssertNothingLost();
        string look = Path.Combine(Root, "look");
        Assert.That(Kit.Run("backup", "restore", id, "--dest-dir", Backups, "--to", look, "--yes").ExitCode, Is.Zero, "what is there can be had back");
        Assert.That(Inventory(look), Is.EqualTo(Expected[id]));
    }

    [Test]
    public void A_source_file_the_disk_can_not_read_is_named_and_its_last_good_copy_stays()
    {
        _backups = Path.Combine(Root, "backups");
        using LoopDisk disk = LoopDisk.Make(Root, "16M");
        string source = Path.Combine(disk.Folder, "work");
        Shell("mkdir \"$1\"; echo good >\"$1/fine\"; head -c 4M /dev/urandom >\"$1/filler\"; head -c 400K /dev/urandom >\"$1/bad\"; sync -f \"$1\"", source);
        string[] once = ["backup-once", "--source-dir", source, "--dest-dir", Backups];
        Assert.That(Kit.Run(once).ExitCode, Is.Zero);
        string sum = Shell("sha256sum <\"$1/bad\"", source);
        // The image ends in the midst of the file: what lies beyond is an input/output error from now on.
        long block = long.Parse(Shell("filefrag -v -b4096 \"$1/bad\" | awk '$1 == \"0:\" { sub(/\\.\\./, \"\", $4); print $4 }'", source), CultureInfo.InvariantCulture);
        Shell("touch \"$1/bad\"; sync -f \"$1\"; truncate -s $(($2 * 4096 + 8192)) \"$3\"; echo 3 >/proc/sys/vm/drop_caches", source, $"{block}", disk.Image);
        Assert.That(Shell("cat \"$1/bad\" >/dev/null 2>&1 || echo unreadable", source), Is.EqualTo("unreadable\n"), "the disk is broken there");
        CommandResult result = Kit.Run([.. once, "--json"]);
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ErrorText);
        Assert.That(result.ErrorText + result.OutputText, Does.Contain("bad"));
        string newest = Directory.GetDirectories(Backups).Order(StringComparer.Ordinal).Last();
        Assert.That(Shell("sha256sum <\"$1/bad\"", newest), Is.EqualTo(sum));
        Assert.That(Shell("cat \"$1/fine\"", newest), Is.EqualTo("good\n"));
    }

    [Test]
    public void A_power_cut_at_any_step_leaves_published_snapshots_whole_to_the_last_byte()
    {
        using LoopDisk disk = Use(LoopDisk.Make(Root, "16M"));
        MakeTree(60);
        Snapshot();
        Shell("sync -f \"$1\"", disk.Folder);
        LearnNew(Inventory(Project));
        foreach (string moment in (string[])["syncfs:1", "fsync:1", "renameat2:1", "renameat:1", "renameat2:2", "fsync:2", "exit_group:1"])
        {
            string[] words = moment.Split(':');
            Shell("echo \"$1\" >changed; head -c 50000 /dev/urandom >d1/new; for f in d2/f*; do echo \"$1\" >>$f; done", moment);
            string now = Inventory(Project);
            string trace = Path.Combine(Root, "trace");
            File.Delete(trace);
            Kit.Launcher = ["strace", "-f", "-qqq", "-e", "signal=SIGSTOP", "-e", "trace=" + words[0], "-e", $"inject={words[0]}:signal=SIGSTOP:when={words[1]}", "-o", trace];
            ChildProcess stopped = Kit.Start(Log, BackupOnce);
            Kit.Launcher = [];
            bool reached = SpinWait.SpinUntil(() => stopped.HasExited || IsStopped(stopped.Id, trace), TimeSpan.FromSeconds(20));
            Assert.That(reached, Is.True, () => moment + Shell("ps -eLo pid,ppid,stat,args | grep agsekit-s- | cut -c1-150"));
            using (LoopDisk cut = disk.AfterPowerCut())
            {
                string kept = _backups;
                _backups = Path.Combine(cut.Folder, "backups");
                foreach ((string id, string path) in Listed())
                    Assert.That(Inventory(path), Is.EqualTo(Expected.GetValueOrDefault(id, now)), $"{id} after a power cut at {moment}");
                Assert.That(Listed().Select(snapshot => snapshot.Id), Is.SupersetOf(Expected.Keys));
                if (words[0] == "exit_group")
                    Assert.That(Listed(), Has.Count.EqualTo(Expected.Count + 1), "what was said to be done is on the disk");
                Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero, $"after a power cut at {moment}");
                Assert.That(Inventory(Listed()[^1].Path), Is.EqualTo(now));
                Assert.That(Leftovers(), Is.Empty);
                _backups = kept;
            }

            Continue(stopped);
            Assert.That(stopped.Exit.GetAwaiter().GetResult(), Is.Zero, File.ReadAllText(Log));
            LearnNew(now);
        }
    }

    private LoopDisk Use(LoopDisk disk)
    {
        _backups = Path.Combine(disk.Folder, "backups");
        return disk;
    }

    private void AssertNoSpace(LoopDisk disk)
    {
        CommandResult refused = Kit.Run(BackupOnce);
        Assert.That(refused.ExitCode, Is.EqualTo(4), refused.ErrorText);
        Assert.That(refused.ErrorText, Does.Contain("space").And.Contain("free"));
        AssertNothingLost();
        Assert.That(Directory.GetDirectories(Backups).Where(path => path.EndsWith("-partial", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Directory.Exists(disk.Folder));
    }

    /// <summary>strace's child, which is ours, stands still.</summary>
    /// <summary>Each thread was stopped by the signal. That the threads are not running would not be enough: at each system call a traced one stands still for a moment.</summary>
    private static bool IsStopped(int tracer, string trace)
    {
        try
        {
            string[] traced = File.ReadAllText($"/proc/{tracer}/task/{tracer}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int threads = traced.Sum(process => Directory.GetDirectories($"/proc/{process}/task").Length);
            return threads > 0 && File.Exists(trace) && File.ReadLines(trace).Count(line => line.Contains("stopped by SIGSTOP", StringComparison.Ordinal)) == threads;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    private void Continue(ChildProcess tracer) => Shell("kill -CONT $(pgrep -P \"$1\") 2>/dev/null || true", $"{tracer.Id}");
}
