using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>The process is killed, interrupted or crowded at any moment: what is listed is whole, and the next call finishes the work.</summary>
[Parallelizable]
internal sealed class CrashScenarios : SnapshotScenario
{
    /// <summary>Times each kind of work is killed; the benchmark asks for many more.</summary>
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("AGSEKIT_CRASH_ROUNDS") ?? "150", CultureInfo.InvariantCulture);

    [Test]
    public void Whatever_moment_a_backup_is_killed_at_the_snapshots_listed_are_whole()
    {
        MakeTree(240);
        Snapshot();
        LearnNew(Inventory(Project));
        TimeSpan usual = Measure("echo 0 >changed; for f in d3/*; do echo x >>$f; done", BackupOnce);
        LearnNew(Inventory(Project));
        int before = 0, after = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Shell("echo \"$1\" >changed; for f in d$(($1 % 8))/f*; do echo y >>$f; done; rm -f moved$((($1 + 1) % 3)); mv moved$(($1 % 3)) moved$((($1 + 1) % 3)) 2>/dev/null || mkdir -p moved$((($1 + 1) % 3))", $"{round}");
            KillAfter(usual * Random.Shared.NextDouble(), BackupOnce);
            bool done = LearnNew(Inventory(Project)) > 0;
            (before, after) = done ? (before, after + 1) : (before + 1, after);
            // How long it takes depends on who else is busy: half of them shall be killed.
            usual *= done ? 0.8 : 1.3;
        }

        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        LearnNew(Inventory(Project));
        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty, "the next run cleans up");
        Assert.That((before, after), Is.Not.EqualTo((0, Rounds)).And.Not.EqualTo((Rounds, 0)), "some were killed before they were done, and some after");
    }

    [Test]
    public void A_killed_restore_is_finished_by_repeating_it()
    {
        MakeTree(240);
        string id = Snapshot(), wanted = Inventory(Project);
        string[] restore = ["backup", "restore", id, "--yes", "--quiet"];
        const string Wreck = "rm -rf d1 d2; for f in d3/* d4/*; do echo x >$f; done; mkdir -p new; touch new/a new/b; rm -rf d5; echo file >d5; chmod 600 d6/*";
        TimeSpan usual = Measure(Wreck, restore);
        Assert.That(Inventory(Project), Is.EqualTo(wanted));
        int half = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Shell(Wreck);
            string wreck = Inventory(Project);
            KillAfter(usual * 1.1 * Random.Shared.NextDouble(), restore);
            string found = Inventory(Project);
            half += found != wanted && found != wreck ? 1 : 0;
            Assert.That(Kit.Run(restore).ExitCode, Is.Zero);
            Assert.That(Inventory(Project), Is.EqualTo(wanted), $"round {round}");
        }

        Kit.Run(BackupOnce);
        Assert.That(Leftovers(), Is.Empty);
        Assert.That(Shell("find . -name '.agsekit*'"), Is.Empty);
        Assert.That(half, Is.GreaterThan(0), "some were killed half-way");
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

    private TimeSpan Measure(string change, string[] words)
    {
        Shell(change);
        long begin = Stopwatch.GetTimestamp();
        Assert.That(Kit.Start(Log, words).Exit.GetAwaiter().GetResult(), Is.Zero, File.ReadAllText(Log));
        return Stopwatch.GetElapsedTime(begin);
    }
}
