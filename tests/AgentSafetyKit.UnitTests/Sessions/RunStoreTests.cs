using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class RunStoreTests
{
    private string _home = "";

    [SetUp]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public void The_newest_run_is_the_one_that_started_last_though_the_clock_was_put_back()
    {
        RunStore store = Store();
        // The night clocks go back: half past two in summer time, then half an hour later two o'clock in winter time.
        store.Save(Run("20261025-023000-aaaa", new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2))));
        store.Save(Run("20261025-020000-bbbb", new DateTimeOffset(2026, 10, 25, 2, 0, 0, TimeSpan.FromHours(1))));
        store.Save(Run("20261024-120000-cccc", new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.FromHours(2))));
        Assert.That(store.All().Select(run => run.Id[^4..]), Is.EqualTo(new[] { "bbbb", "aaaa", "cccc" }));
    }

    [Test]
    public void What_asks_for_runs_at_work_reads_none_that_has_ended()
    {
        RunStore store = Store();
        RunRecord night = Run("20260102-000000-aaaa", Start), day = Run("20260103-000000-bbbb", Start.AddDays(1));
        store.Save(night);
        store.Save(day);
        Assert.That(store.Unended().Select(run => run.Id), Is.EqualTo(new[] { day.Id, night.Id }));
        store.Save(night with { EndedAt = Start.AddHours(1), ExitCode = 3 });
        Assert.That((store.Unended().Single().Id, store.Ended(5).Single().ExitCode, store.Find(night.Id)!.ExitCode), Is.EqualTo((day.Id, 3, 3)));
        Assert.That((store.All().Select(run => run.Id), store.Ids()), Is.EqualTo((new[] { day.Id, night.Id }, new[] { day.Id, night.Id })));

        // Killed between its two steps: what was written last counts.
        string left = Path.Combine(_home, "state/runs", night.Id + ".json");
        File.WriteAllText(left, $$"""{"id": "{{night.Id}}", "agent": "a", "machine": "m", "folder": "/project", "startedAt": "2026-01-02T00:00:00+00:00"}""");
        Assert.That((store.Unended().Count, store.All().Count, store.Find(night.Id)!.ExitCode), Is.EqualTo((1, 2, 3)));
    }

    [Test]
    public void Only_so_many_that_have_ended_are_kept_and_all_at_work()
    {
        RunStore store = Store();
        store.Save(Run("20250101-000000-aaaa", Start));
        for (int i = 0; i < RunStore.MostEnded + 3; i++)
            store.Save(Run($"20260101-{i:D6}-bbbb", Start) with { EndedAt = Start });
        Assert.That((store.All().Count, store.Unended().Single().Id, store.Find("20260101-000002-bbbb"), store.Find("20260101-000003-bbbb")?.Id), Is.EqualTo((RunStore.MostEnded + 1, "20250101-000000-aaaa", (RunRecord?)null, "20260101-000003-bbbb")));
    }

    [TestCase("20260101-120000-1a2b", true)]
    [TestCase("20260101-120000-1a2", true)]
    [TestCase("20260101-120000", true)]
    [TestCase("20260101-120000-1a2b/file", false)]
    [TestCase("20260101-120000.txt", false)]
    [TestCase("2026-01-01", false)]
    [TestCase("src", false)]
    [TestCase("", false)]
    public void The_form_of_an_id_is_known(string word, bool isId) => Assert.That(RunStore.HasFormOfId(word), Is.EqualTo(isId));

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private RunStore Store() => new(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);

    private static RunRecord Run(string id, DateTimeOffset start) => new() { Id = id, Agent = "a", Machine = "m", Folder = "/project", StartedAt = start };
}
