using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Snapshots that go on by themselves, as people and programs see them.</summary>
[Parallelizable]
internal sealed class RepeatedBackupScenarios : Scenario
{
    private readonly List<ChildProcess> _running = [];

    private string Log => Path.Combine(Root, "log");

    private string[] Repeated => ["backup-repeated", "--source-dir", Project, "--dest-dir", Backups];

    [TearDown]
    public void EndAll()
    {
        foreach (ChildProcess process in _running)
        {
            process.Send(Signal.Kill);
            process.Exit.GetAwaiter().GetResult();
        }

        _running.Clear();
    }

    [Test]
    public void An_edit_is_in_a_snapshot_a_few_seconds_later_and_Ctrl_C_ends_it_cleanly()
    {
        Shell("mkdir src; echo one >src/a");
        ChildProcess backup = Begin(Repeated);
        WaitForSnapshots(1);
        WaitForWords("Done, waiting 5 minutes\n");
        Shell("echo two >src/b");
        WaitForSnapshots(2);
        Shell("mkdir -p deep/er; echo three >deep/er/c");
        WaitForSnapshots(3);
        Assert.That(Interrupt(backup), Is.EqualTo(130));
        string log = File.ReadAllText(Log);
        Assert.That(log, Does.Contain("after changes, and every 5 minutes. Ctrl+C stops.\n").And.EndWith("Stopped. Snapshots taken: 3.\n"));
        Assert.That(log, Does.Match(@"(?m)^\d\d:\d\d:\d\d  Snapshot \d{8}-\d{6}(-\d)?: 2 files, \+1 ~0 -0, 4 B copied \(after changes\)$"));
        Assert.That(Inventory(Listed()[^1].Path), Is.EqualTo(Inventory(Project)));
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void What_the_configuration_leaves_out_is_no_change_either()
    {
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts:\n  - {{source: {Project}, min_free_space: 1M, exclude: [build/]}}\n");
        Shell("mkdir src build; echo one >src/a; echo two >build/b; echo '!build/' >.backupignore");
        Begin("backup-repeated-mount", "--mount", Project);
        WaitForSnapshots(1);
        WaitForWords("Done, waiting 5 minutes\n");
        Shell("echo three >build/c");
        Thread.Sleep(4000);
        Shell("echo four >src/d");
        WaitForSnapshots(2);
        Assert.That(Listed(), Has.Count.EqualTo(2));
        Assert.That(Shell($"cd '{Listed()[^1].Path}' && find . -type f | sort"), Is.EqualTo("./.backupignore\n./src/a\n./src/d\n"));
    }

    [Test]
    public void Programs_get_a_record_a_line()
    {
        Shell("echo one >a");
        ChildProcess backup = Begin([.. Repeated, "--json", "--quiet"]);
        WaitForSnapshots(1);
        Shell("echo two >b");
        WaitForSnapshots(2);
        WaitForWords("\"burst\"");
        Assert.That(Interrupt(backup), Is.EqualTo(130));
        JsonElement[] events = [.. File.ReadAllLines(Log).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(events.Take(3).Select(record => record.GetProperty("event").GetString()), Is.EqualTo(new[] { "taken", "waiting", "unchanged" }).Or.EqualTo(new[] { "taken", "waiting", "taken" }));
        JsonElement last = events.Last(record => record.GetProperty("event").GetString() == "taken");
        Assert.That((last.GetProperty("reason").GetString(), last.GetProperty("snapshot").GetProperty("added").GetInt32(), last.GetProperty("source").GetString()), Is.EqualTo(("burst", 1, Project)));
    }

    [Test]
    public void By_the_clock_alone_every_interval_is_a_check()
    {
        Shell("echo one >a");
        Begin([.. Repeated, "--interval", "0.03", "--no-continuous", "--skip-first"]);
        WaitForWords(": every 0.03 minutes. Ctrl+C stops.\n");
        WaitForSnapshots(1);
        for (int round = 2; round < 5; round++)
        {
            Shell("echo \"$1\" >>a", $"{round}");
            WaitForSnapshots(round);
        }

        WaitForWords("Done, waiting 0.03 minutes\n");
        Assert.That(Listed().Select(snapshot => snapshot.Reason), Is.All.EqualTo("interval"));
    }

    [Test]
    public void A_folder_that_goes_away_is_said_once_and_waited_for()
    {
        Shell("echo one >a");
        Begin([.. Repeated, "--interval", "0.02"]);
        WaitForSnapshots(1);
        Directory.Move(Project, Project + "-away");
        WaitForWords("can not be read: it does not exist");
        Thread.Sleep(3000);
        Directory.CreateDirectory(Project);
        WaitForWords("looks as if the folder were unmounted");
        Directory.Delete(Project);
        Directory.Move(Project + "-away", Project);
        WaitForWords("Snapshots go on.");
        Shell("echo two >>a");
        WaitForSnapshots(2);
        string log = File.ReadAllText(Log);
        Assert.That((log.Split("warning:").Length - 1, Leftovers().Length), Is.InRange((2, 0), (3, 0)), log);
    }

    [Test]
    public void Killed_and_started_again_it_goes_on_where_it_was()
    {
        Shell("for i in $(seq 500); do echo $i >$i; done");
        for (int round = 1; round <= 4; round++)
        {
            ChildProcess backup = Begin(Repeated);
            WaitForSnapshots(round);
            Shell("for i in $(seq 100); do echo \"$1\" >>$i; done", $"{round}");
            Thread.Sleep(1800 + (150 * round));
            backup.Send(Signal.Kill);
            backup.Exit.GetAwaiter().GetResult();
        }

        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        Assert.That(Inventory(Listed()[^1].Path), Is.EqualTo(Inventory(Project)));
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void Two_at_once_on_one_backup_folder_do_not_disturb_each_other()
    {
        Shell("echo one >a");
        ChildProcess first = Begin([.. Repeated, "--interval", "0.02"]), second = Begin([.. Repeated, "--interval", "0.02"]);
        WaitForSnapshots(1);
        for (int round = 2; round < 6; round++)
        {
            Shell("echo \"$1\" >>a; seq $((1000 * $1)) >b$1", $"{round}");
            WaitForSnapshots(round);
        }

        // One that caught a file half written counts as well: the state behind it comes with the next.
        WaitUntil(() => Inventory(Listed()[^1].Path) == Inventory(Project), "the last state is kept");
        Assert.That((Interrupt(first), Interrupt(second)), Is.EqualTo((130, 130)));
        Assert.That(Inventory(Listed()[^1].Path), Is.EqualTo(Inventory(Project)));
        Assert.That(Leftovers(), Is.Empty);
        Assert.That(File.ReadAllText(Log), Does.Not.Contain("warning:"));
    }

    [Test]
    public void A_writer_at_work_is_named_and_waited_for()
    {
        Shell("echo one >a");
        Snapshot();
        Shell("echo two >a");
        ChildProcess holder = ChildProcess.Start(CommandSpec.Of("flock", "--no-fork", Path.Combine(Backups, "backup.pid"), "sleep", "600"), new SpawnOptions());
        _running.Add(holder);
        Shell("until ! flock --nonblock \"$1\" true; do sleep 0.05; done", Path.Combine(Backups, "backup.pid"));
        Begin(Repeated);
        WaitForWords("another backup is writing to " + Backups);
        holder.Send(Signal.Kill);
        WaitForSnapshots(2);
    }

    [Test]
    public void All_folders_of_the_configuration_are_saved_by_one_process()
    {
        string other = Path.Combine(Root, "other"), off = Path.Combine(Root, "off"), late = Path.Combine(Root, "late");
        Shell("mkdir \"$@\"; echo one >a; echo one >\"$1/a\"", other, off);
        WriteConfig($$"""
            vms:
              agent: {cpu: 1, ram: 1G, disk: 5G}
            mounts:
              - source: {{Project}}
                min_free_space: 1M
              - {source: {{other}}, interval: 1, continuous: false, first_backup: false, min_free_space: 1M}
              - {source: {{off}}, backups: off}
              - {source: {{late}}, min_free_space: 1M}
            """);
        ChildProcess all = Begin("backup-repeated-all");
        WaitForSnapshots(1);
        WaitForWords(off + " is left out: its backups are off.");
        WaitForWords(late + " can not be read: it does not exist");
        Shell("echo two >>a; mkdir \"$1\"; echo one >\"$1/a\"", late);
        WaitForSnapshots(2);
        WaitForWords("  " + late + ": Snapshot ");
        Assert.That(Interrupt(all), Is.EqualTo(130));
        Assert.That(File.ReadAllText(Log), Does.EndWith("Stopped. Snapshots taken: 3.\n"));
        Assert.That((Directory.Exists(Path.Combine(Root, "backups-other")), Directory.Exists(Path.Combine(Root, "backups-off"))), Is.EqualTo((false, false)), "one begins later, one not at all");
        Begin("backup-repeated-mount", "--mount", other, "--continuous");
        Thread.Sleep(500);
        Shell("echo two >>\"$1/a\"", other);
        WaitForWords("  Snapshot ");
        AssertRefused(Kit.Run("backup-repeated-mount", "--mount", off), 3, off + " is not backed up", "backups: off");
        AssertRefused(Kit.Run("backup-repeated-mount", "--mount", Root), 2, "is not in the configuration", other);
    }

    [Test]
    public void What_can_not_work_is_refused_at_once()
    {
        AssertRefused(Kit.Run("backup-repeated-all"), 3, "configuration");
        WriteConfig("vms: {agent: {cpu: 1, ram: 1G, disk: 5G}}\n");
        AssertRefused(Kit.Run("backup-repeated-all"), 2, "there is nothing to back up", "mounts:");
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts: [{{source: {Project}, backups: off}}]\n");
        AssertRefused(Kit.Run("backup-repeated-all"), 3, "backups: off");
        AssertRefused(Kit.Run("backup-repeated", "--source-dir", Project), 2, "--dest-dir is missing");
        AssertRefused(Kit.Run([.. Repeated, "--interval", "0"]), 2, "'0' is not a value for --interval", "such as 5 or 0.5");
        AssertRefused(Kit.Run([.. Repeated, "--interval", "1,5"]), 2, "--interval");
        AssertRefused(Kit.Run([.. Repeated, "--interval", "NaN"]), 2, "--interval");
        AssertRefused(Kit.Run([.. Repeated, "--max-backups", "0"]), 2, "--max-backups", "1 at least");
        AssertRefused(Kit.Run([.. Repeated, "--backup-clean-method", "fat"]), 2, "'fat'", "thin or tail");
        AssertRefused(Kit.Run([.. Repeated, "--continuous", "--no-continuous"]), 2, "exclude each other");
        AssertRefused(Kit.Run("backup-repeated", "--source-dir", Project + "-none", "--dest-dir", Backups), 2, "there is no folder");
        AssertRefused(Kit.Run("backup-repeated", "--source-dir", Project, "--dest-dir", Path.Combine(Project, "b")), 2, "lies inside the protected folder");
        Assert.That(Directory.Exists(Backups), Is.False);
    }

    [Test]
    public void When_the_system_watches_no_more_folders_the_interval_does()
    {
        Shell("mkdir $(seq 60); echo one >a");
        // A user namespace has a limit of its own.
        Kit.Launcher = ["unshare", "--user", "--map-root-user", "sh", "-c", "echo 20 >/proc/sys/user/max_inotify_watches; exec \"$0\" \"$@\""];
        Begin([.. Repeated, "--interval", "0.03"]);
        WaitForSnapshots(1);
        WaitForWords("warning: changes are not heard of, so it is only checked every 0.03 minutes");
        WaitForWords("max_user_watches");
        Shell("echo two >a");
        WaitForSnapshots(2);
        Thread.Sleep(4000);
        Assert.That(File.ReadAllText(Log).Split("are not heard of").Length - 1, Is.EqualTo(1));
        Assert.That(Listed()[1].Reason, Is.EqualTo("interval"));
    }

    [Test]
    public void Snapshots_may_not_lie_in_any_folder_that_a_VM_gets()
    {
        string given = Path.Combine(Root, "given");
        Shell("mkdir \"$1\"; echo one >a", given);
        WriteConfig($"vms:\n  agent: {{cpu: 1, ram: 1G, disk: 5G}}\nmounts:\n  - {{source: {given}}}\n");
        foreach (string command in new[] { "backup-once", "backup-repeated" })
            AssertRefused(Kit.Run(command, "--source-dir", Project, "--dest-dir", Path.Combine(given, "copies")), 2, "which is given to a VM");
        WriteConfig("nonsense: 1\n");
        CommandResult taken = Kit.Run(BackupOnce);
        Assert.That(taken.ExitCode, Is.Zero);
        Assert.That(taken.ErrorText, Does.Contain("warning: exclude and the limits of the configuration do not hold, and whether an agent could reach " + Backups));
    }

    [Test]
    public void Progress_that_is_asked_for_is_shown_also_with_quiet_and_json()
    {
        Shell("for i in $(seq 50); do echo $i >$i; done");
        CommandResult taken = Kit.Run([.. BackupOnce, "--quiet", "--json", "--progress"]);
        Assert.That(Json(taken).GetProperty("created").GetBoolean(), Is.True);
        Assert.That(taken.ErrorText, Does.Contain("files"));
        Assert.That(Kit.Run([.. BackupOnce, "--quiet", "--json"]).ErrorText, Is.Empty);
    }

    private ChildProcess Begin(params string[] words)
    {
        File.Delete(Log);
        ChildProcess process = Kit.Start(Log, words);
        _running.Add(process);
        return process;
    }

    private static int Interrupt(ChildProcess process)
    {
        process.Send(Signal.Interrupt);
        return process.Exit.GetAwaiter().GetResult();
    }

    private void WaitForWords(string words) => WaitUntil(() => File.Exists(Log) && File.ReadAllText(Log).Contains(words, StringComparison.Ordinal), words);

    /// <summary>At least so many are there.</summary>
    private void WaitForSnapshots(int count) => WaitUntil(() => Directory.Exists(Backups) && SnapshotFolders() >= count, $"{count} snapshots");

    private int SnapshotFolders() => Directory.EnumerateDirectories(Backups).Count(folder => !folder.Contains("partial", StringComparison.Ordinal));

    private void WaitUntil(Func<bool> so, string what)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!so())
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > 60)
                Assert.Fail($"{what}\n{(File.Exists(Log) ? File.ReadAllText(Log) : "")}");
            Thread.Sleep(20);
        }
    }

    private List<(string Id, string Path, string Reason)> Listed()
    {
        JsonElement[] snapshots = [.. Json(Kit.Run("backups", "--json", "--dest-dir", Backups)).GetProperty("snapshots").EnumerateArray()];
        Assert.That(snapshots.Select(snapshot => snapshot.GetProperty("manifest").GetString()), Is.All.EqualTo("good"));
        return [.. snapshots.Select(snapshot => (snapshot.GetProperty("id").GetString()!, snapshot.GetProperty("path").GetString()!, snapshot.GetProperty("reason").GetString()!))];
    }

    /// <summary>What is in the backup folder beside snapshots, their manifests and the lock.</summary>
    private string[] Leftovers()
    {
        HashSet<string> known = [.. Listed().SelectMany(snapshot => new[] { snapshot.Id, $".agsekit-{snapshot.Id}.man" }), "backup.pid"];
        return [.. Directory.EnumerateFileSystemEntries(Backups).Select(path => Path.GetFileName(path)).Where(name => !known.Contains(name))];
    }
}
