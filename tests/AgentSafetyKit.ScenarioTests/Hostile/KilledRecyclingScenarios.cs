using System.Diagnostics;
using System.Globalization;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>At the limit of retention the oldest snapshot is made into the newest, and more of them go: killed at any moment of that, what is listed is whole, and the newest are all there.</summary>
[Parallelizable]
internal sealed class KilledRecyclingScenarios : SnapshotScenario
{
    private const int Keep = 3;
    private static readonly string[] Calls = ["mkdirat", "linkat", "symlinkat", "copy_file_range", "fchmod", "utimensat", "pwrite64", "fsync", "syncfs", "renameat", "renameat2", "unlinkat"];

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("AGSEKIT_CRASH_ROUNDS") ?? "150", CultureInfo.InvariantCulture);

    private string[] AtLimit => [.. BackupOnce, "--max-backups", $"{Keep}", "--backup-clean-method", "tail"];

    [Test]
    public void Killed_at_any_call_no_snapshot_listed_is_a_mixture_and_the_next_one_goes_on()
    {
        Begin("mkdir -p a/empty b/c; echo 1 >one; echo 2 >a/two; echo 3 >b/c/deep; ln one b/hard; ln -s a soft; for f in 1 2 3; do echo $f >b/$f; done");
        int kills = 0;
        foreach (string call in Calls)
        {
            for (int count = 1; count < 100; count++)
            {
                Edit(kills);
                CommandResult result = SystemCalls.Tamper(Kit, $"{call}:signal=SIGKILL:when={count}", AtLimit);
                if (result.ExitCode == 0)
                {
                    AssertWhole(Inventory(Project), $"{call} {count}");
                    break;
                }

                kills++;
                AssertWhole(null, $"after a kill at {call} {count}");
                GoOn($"after a kill at {call} {count}");
            }
        }

        Assert.That(kills, Is.GreaterThan(15));
    }

    [Test]
    public void Killed_at_random_moments_no_snapshot_listed_is_a_mixture_and_the_next_one_goes_on()
    {
        MakeTree(240);
        Begin("echo 1 >a; mkdir b");
        long begin = Stopwatch.GetTimestamp();
        Edit(1);
        GoOn("at first");
        TimeSpan usual = Stopwatch.GetElapsedTime(begin);
        int half = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Edit(round);
            Shell("for f in d$(($1 % 8))/f*; do echo y >>$f; done; rm -rf moved$((($1 + 1) % 3)); mv moved$(($1 % 3)) moved$((($1 + 1) % 3)) 2>/dev/null || mkdir -p moved$((($1 + 1) % 3))/below", $"{round}");
            int known = Expected.Count;
            KillAfter(usual * Random.Shared.NextDouble(), AtLimit);
            AssertWhole(null, $"round {round}");
            bool done = Expected.Count > known;
            half += Leftovers().Length > 0 ? 1 : 0;
            usual *= done ? 0.8 : 1.3;
            if (round % 5 == 4)
                GoOn($"round {round}");
        }

        GoOn("at the end");
        Assert.That(half, Is.GreaterThan(0), "some were killed half-way");
    }

    private void Begin(string tree)
    {
        Shell(tree);
        for (int i = 0; i < Keep + 1; i++)
        {
            Edit(i);
            GoOn($"snapshot {i}");
        }
    }

    private void Edit(int number) => Shell("mkdir -p a b; echo \"$1\" >a/two; echo \"$1\" >b/new$(($1 % 3)); rm -f b/new$((($1 + 1) % 3)); mkdir -p a/folder$(($1 % 2)); rmdir a/folder$((($1 + 1) % 2)) 2>/dev/null || true", $"{number}");

    private void GoOn(string when)
    {
        Assert.That(Kit.Run(AtLimit).ExitCode, Is.Zero, when);
        AssertWhole(Inventory(Project), when);
        Assert.That(Listed(), Has.Count.LessThanOrEqualTo(Keep), when);
        Assert.That(Leftovers(), Is.Empty, when);
    }

    /// <param name="newest">What the newest has to be; null: there may be a new one of the tree as it is, or not.</param>
    /// <param name="when">For the failure.</param>
    private void AssertWhole(string? newest, string when)
    {
        List<(string Id, string Path)> listed = Listed(allGood: false);
        LearnNewest(listed, when);
        foreach ((string id, string path) in listed)
            Assert.That(Inventory(path), Is.EqualTo(Expected[id]), $"{id} {when}");
        string[] last = [.. Expected.Keys.Order(StringComparer.Ordinal).TakeLast(2)];
        Assert.That(listed.Select(snapshot => snapshot.Id), Is.SupersetOf(last), when);
        if (newest is not null)
            Assert.That(Expected[listed[^1].Id], Is.EqualTo(newest), when);
    }

    private void LearnNewest(List<(string Id, string Path)> listed, string when)
    {
        string now = Inventory(Project);
        foreach ((string id, string path) in listed.Where(snapshot => !Expected.ContainsKey(snapshot.Id)))
        {
            Assert.That(Inventory(path), Is.EqualTo(now), $"{id} is published and is not the tree it was taken of, {when}");
            Expected[id] = now;
        }
    }
}
