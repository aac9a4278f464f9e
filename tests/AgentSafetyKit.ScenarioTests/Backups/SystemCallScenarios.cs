using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Backups;

/// <summary>
/// What a snapshot costs is counted in system calls, which are the same on every machine; time is the benchmark's. The gates are the goals of the design plus what a process needs to start.
/// </summary>
[Parallelizable]
internal sealed class SystemCallScenarios : SnapshotScenario
{
    private const int Files = 5000;
    private const int Folders = 500;

    /// <summary>Reading the configuration, taking the lock, reading a manifest, a few threads.</summary>
    private const int Beginning = 230;

    /// <summary>How often a thread waits for another, and grows its own share of the memory, depends on who else is busy.</summary>
    private const string NotByChance = "!futex,sched_yield,madvise,mprotect";

    /// <summary>What is not for the files: <see cref="Beginning"/>, and what a process of ours that does nothing takes here. The runtime reads the list of mounts, which is long on some machines.</summary>
    private int _start;

    private string Trace => Path.Combine(Root, "trace");

    [SetUp]
    public void MakeProject()
    {
        Shell("""for d in {1..499}; do mkdir -p $((d % 10))/$d; for f in {1..10}; do echo $d $f >$((d % 10))/$d/$f; done; done; for f in {1..10}; do echo $f >$f; done""");
        Snapshot();
        // What was as young as the first look at it is looked at once more, and then trusted.
        Thread.Sleep(100);
        Kit.Run(BackupOnce);
        _start = SystemCalls.Of(Kit, Trace, NotByChance, "version").Count + Beginning;
    }

    [Test]
    public void To_find_that_nothing_changed_takes_one_call_a_file_and_three_a_folder()
    {
        List<string> calls = SystemCalls.Of(Kit, Trace, NotByChance, BackupOnce);
        Assert.That(calls, Has.Count.LessThanOrEqualTo(Files + (3 * (Folders + 10)) + _start), () => Summary(calls));
    }

    [Test]
    public void To_find_that_nothing_changed_writes_nothing()
    {
        List<string> writes = [.. SystemCalls.Of(Kit, Trace, SystemCalls.Writing, BackupOnce).Where(line => line.Contains(Root, StringComparison.Ordinal))];
        Assert.That(writes.Where(line => !line.Contains("backup.pid>", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Ten_changed_files_cost_a_link_for_each_other_one_and_little_more()
    {
        EditTen();
        List<string> calls = SystemCalls.Of(Kit, Trace, NotByChance, BackupOnce);
        Assert.That((calls.Count - _start) / (double)(Files + Folders), Is.LessThanOrEqualTo(SystemCallGates.NewTree), () => Summary(calls));
    }

    [Test]
    public void At_the_limit_of_retention_ten_changed_files_cost_a_look_at_each_other_one()
    {
        string[] atLimit = [.. BackupOnce, "--max-backups", "3", "--backup-clean-method", "tail"];
        for (int i = 0; i < 3; i++)
        {
            EditTen();
            Assert.That(Kit.Run(atLimit).ExitCode, Is.Zero);
        }

        EditTen();
        List<string> calls = SystemCalls.Of(Kit, Trace, NotByChance, atLimit);
        Assert.That((calls.Count - _start) / (double)(Files + Folders), Is.LessThanOrEqualTo(SystemCallGates.Recycled), () => Summary(calls));
        Assert.That(Inventory(Listed()[^1].Path), Is.EqualTo(Inventory(Project)));
    }

    private void EditTen() => Shell("for d in {1..10}; do echo changed >>$((d % 10))/$d/1; done");

    private static string Summary(List<string> calls) =>
        string.Join(", ", calls.GroupBy(line => line.Split('(')[0].Split(' ')[^1]).OrderByDescending(group => group.Count()).Take(15).Select(group => $"{group.Key} {group.Count()}"));
}
