using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class GuestLoadTests
{
    [Test]
    public void What_the_guest_counts_becomes_percent_and_bytes()
    {
        GuestLoad load = GuestLoad.Parse("time 50 100 4096\nmemory 1000 400\ncount 73\nrun r1 25 10 3\nrun r2 0 0 0\nprocess 12 25 10 some name\nprocess 13 0 1 x\n");
        Assert.Multiple(() =>
        {
            Assert.That(load.Runs["r1"], Is.EqualTo(new ProcessTreeLoad(50, 40960, 3)));
            Assert.That(load.Runs["r2"], Is.EqualTo(new ProcessTreeLoad(0, 0, 0)));
            Assert.That(load.Busiest[0], Is.EqualTo(new GuestProcessLoad(12, "some name", 50, 40960)));
            Assert.That((load.Processes, load.MemoryTotal, load.MemoryAvailable), Is.EqualTo((73, 1024000L, 409600L)));
        });
    }

    [Test]
    public void What_a_hostile_guest_says_stays_within_bounds()
    {
        string said = "time 0 0 9223372036854775807\nmemory 9223372036854775807 x\ncount 99999999999999999999\nrun a -5 9223372036854775807 9223372036854775807\nrun\nprocess 1 2\n"
            + string.Concat(Enumerable.Range(0, 1000).Select(i => $"run id{i} 1 1 1\nprocess {i} 99999999999 1 {new string('x', 400)}\n"));
        GuestLoad load = GuestLoad.Parse(said);
        Assert.Multiple(() =>
        {
            Assert.That(load.Runs, Has.Count.LessThanOrEqualTo(64));
            Assert.That(load.Busiest, Has.Length.LessThanOrEqualTo(20));
            Assert.That(load.Busiest.All(one => one.Name.Length <= 30 && one.CpuPercent is >= 0 and <= 100_000 && one.MemoryBytes >= 0), Is.True);
            Assert.That(load.Runs.Values.All(one => one.CpuPercent >= 0 && one.MemoryBytes >= 0 && one.Processes >= 0), Is.True);
            Assert.That(load.MemoryTotal, Is.GreaterThanOrEqualTo(0));
        });
    }

    [TestCase("alive\n", GuestVerdictState.Alive, null)]
    [TestCase("restarted\n", GuestVerdictState.GuestRestarted, null)]
    [TestCase("ended 3\n", GuestVerdictState.Ended, 3)]
    [TestCase("ended \n", GuestVerdictState.Ended, null)]
    [TestCase("ended 256\n", GuestVerdictState.Ended, null)]
    [TestCase("ended -1\n", GuestVerdictState.Ended, null)]
    [TestCase("\u001b[2J", GuestVerdictState.Ended, null)]
    [TestCase("", GuestVerdictState.Ended, null)]
    public void What_the_guest_says_of_an_agent_is_a_word_and_a_code_or_nothing(string said, GuestVerdictState state, int? code) =>
        Assert.That(GuestVerdict.Parse(said), Is.EqualTo(new GuestVerdict(state, code)));
}
