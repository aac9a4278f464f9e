using System.Diagnostics;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>The process is killed, interrupted or crowded at any moment: what is listed is whole, and the next call finishes the work.</summary>
[Parallelizable]
internal sealed class CrashScenarios : Scenario
{
    private const int Rounds = 30;

    private string Log => Path.Combine(Root, "log");

    [Test]
    public void Whatever_moment_a_backup_is_killed_at_the_snapshots_listed_are_whole()
    {
        MakeTree(400);
        Snapshot();
        TimeSpan usual = Measure("echo 0 >changed; for f in d3/*; do echo x >>$f; done", BackupOnce);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string id, string path) in Listed())
            expected[id] = Inventory(path);
        int killedBefore = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Shell("echo \"$1\" >changed; for f in d$(($1 % 8))/*; do echo y >>$f; done", $"{round}");
            string now = Inventory(Project);
            KillAfter(usual * Random.Shared.NextDouble(), BackupOnce);
            int known = expected.Count;
            foreach ((string id, string path) in Listed())
                expected.TryAdd(id, now);
            bool killed = expected.Count == known;
            killedBefore += killed ? 1 : 0;
            // How long it takes depends on who else is busy: half of them shall be killed.
            usual *= killed ? 1.3 : 0.8;
        }

        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        foreach ((string id, string path) in Listed())
            Assert.That(Inventory(path), Is.EqualTo(expected.GetValueOrDefault(id, Inventory(Project))), id);
        Assert.That(Leftovers(), Is.Empty, "the next run cleans up");
        Assert.That(killedBefore, Is.InRange(1, Rounds - 1), "some were killed before they were done, and some after");
    }

    [Test]
    public void A_killed_restore_is_finished_by_repeating_it()
    {
        MakeTree(300);
        string id = Snapshot(), wanted = Inventory(Project);
        string[] restore = ["backup", "restore", id, "--yes", "--quiet"];
        const string Wreck = "rm -rf d1 d2; for f in d3/* d4/*; do echo x >$f; done; mkdir new; touch new/a new/b; rm -rf d5; echo file >d5; chmod 600 d6/*";
        TimeSpan usual = Measure(Wreck, restore);
        Assert.That(Inventory(Project), Is.EqualTo(wanted));
        for (int round = 0; round < Rounds; round++)
        {
            Shell(Wreck);
            KillAfter(usual * 1.1 * Random.Shared.NextDouble(), restore);
            CommandResult repeated = Kit.Run(restore);
            Assert.That(repeated.ExitCode, Is.Zero);
            Assert.That(Inventory(Project), Is.EqualTo(wanted), $"round {round}");
        }

        Kit.Run(BackupOnce);
        Assert.That(Leftovers(), Is.Empty);
    }

    [TestCase(Signal.Interrupt)]
    [TestCase(Signal.Terminate)]
    [TestCase(Signal.HangUp)]
    public void An_interrupted_backup_ends_with_130_and_leaves_nothing(Signal signal)
    {
        MakeTree(3000);
        ChildProcess backup = Kit.Start(Log, BackupOnce);
        Assert.That(SpinWait.SpinUntil(() => Directory.Exists(Backups) && Directory.EnumerateDirectories(Backups).Any() || backup.HasExited, TimeSpan.FromSeconds(20)), Is.True);
        backup.Send(signal);
        int code = backup.Exit.GetAwaiter().GetResult();
        Assert.That(code, Is.EqualTo(130), File.ReadAllText(Log));
        Assert.That(File.ReadAllText(Log), Does.EndWith("agsekit: interrupted\n"));
        Assert.That(Directory.EnumerateFileSystemEntries(Backups).Select(Path.GetFileName), Is.SubsetOf(new[] { "backup.pid" }));
    }

    [Test]
    public void Of_two_backups_at_once_the_second_waits_and_none_is_torn()
    {
        MakeTree(2000);
        for (int round = 0; round < 5; round++)
        {
            Shell("echo \"$1\" >changed", $"{round}");
            ChildProcess first = Kit.Start(Log, BackupOnce), second = Kit.Start(Log, BackupOnce);
            int[] codes = [first.Exit.GetAwaiter().GetResult(), second.Exit.GetAwaiter().GetResult()];
            Assert.That(codes, Is.EqualTo(new[] { 0, 0 }), File.ReadAllText(Log));
        }

        List<(string Id, string Path)> listed = Listed();
        Assert.That(listed, Has.Count.EqualTo(5));
        Assert.That(Inventory(listed[^1].Path), Is.EqualTo(Inventory(Project)));
        Assert.That(Leftovers(), Is.Empty);
    }

    private void MakeTree(int files) => Shell("""for d in 0 1 2 3 4 5 6 7; do mkdir d$d; seq $(($1 / 8)) | split -l1 -a3 - "d$d/f"; done; ln d0/faaa hard; ln -s d1 soft""", $"{files}");

    private TimeSpan Measure(string change, string[] words)
    {
        Shell(change);
        long begin = Stopwatch.GetTimestamp();
        Assert.That(Kit.Start(Log, words).Exit.GetAwaiter().GetResult(), Is.Zero, File.ReadAllText(Log));
        return Stopwatch.GetElapsedTime(begin);
    }

    private void KillAfter(TimeSpan delay, string[] words)
    {
        ChildProcess process = Kit.Start(Log, words);
        Thread.Sleep(delay);
        process.Send(Signal.Kill);
        process.Exit.GetAwaiter().GetResult();
    }

    private List<(string Id, string Path)> Listed()
    {
        CommandResult result = Kit.Run("backups", "--json", "--dest-dir", Backups);
        Assert.That(result.ExitCode, Is.Zero);
        JsonElement[] snapshots = [.. Json(result).GetProperty("snapshots").EnumerateArray()];
        Assert.That(snapshots.Select(snapshot => snapshot.GetProperty("manifest").GetString()), Is.All.EqualTo("good"));
        return [.. snapshots.Select(snapshot => (snapshot.GetProperty("id").GetString()!, snapshot.GetProperty("path").GetString()!))];
    }

    /// <summary>What is in the backup folder beside snapshots, their manifests and the lock.</summary>
    private string[] Leftovers()
    {
        HashSet<string> known = [.. Listed().SelectMany(snapshot => new[] { snapshot.Id, $".agsekit-{snapshot.Id}.man" }), "backup.pid"];
        return [.. Directory.EnumerateFileSystemEntries(Backups).Select(path => Path.GetFileName(path)).Where(name => !known.Contains(name))];
    }
}
