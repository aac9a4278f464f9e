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
        var store = new RunStore(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);
        // The night clocks go back: half past two in summer time, then half an hour later two o'clock in winter time.
        store.Save(Run("20261025-023000-aaaa", new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2))));
        store.Save(Run("20261025-020000-bbbb", new DateTimeOffset(2026, 10, 25, 2, 0, 0, TimeSpan.FromHours(1))));
        store.Save(Run("20261024-120000-cccc", new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.FromHours(2))));
        Assert.That(store.All().Select(run => run.Id[^4..]), Is.EqualTo(new[] { "bbbb", "aaaa", "cccc" }));
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

    private static RunRecord Run(string id, DateTimeOffset start) => new() { Id = id, Agent = "a", Machine = "m", Folder = "/project", StartedAt = start };
}
