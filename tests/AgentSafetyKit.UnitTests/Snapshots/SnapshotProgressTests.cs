using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>How far a snapshot is, as its receiver hears it.</summary>
internal sealed class SnapshotProgressTests : SnapshotFixture
{
    private long _pause;

    [SetUp]
    public void TellEverything() => (_pause, ProgressPart.Pause) = (ProgressPart.Pause, 0);

    [TearDown]
    public void TellSeldom() => ProgressPart.Pause = _pause;

    [Test]
    public void Files_that_hold_nothing_move_it_from_the_first_to_the_last()
    {
        Shell("mkdir a b c; for d in a b c; do touch $d/{1..200}; done", Source);
        List<WorkProgress> copying = [.. Progress().Where(value => value.Doing.English == "copying files")];
        Assert.That(copying[0], Is.EqualTo(copying[0] with { Done = 0, Total = 0, Files = 0, TotalFiles = 600 }));
        Assert.That(copying.Select(value => value.Effort), Is.Ordered);
        Assert.That(copying.Select(value => value.Effort * 10 / value.TotalEffort).Distinct(), Is.EqualTo(Enumerable.Range(0, 11)), "each tenth of the way is told");
    }

    [Test]
    public void What_is_linked_is_told_by_files_and_names_the_work()
    {
        Shell("mkdir a; touch a/{1..50}", Source);
        Assert.That(Progress().Select(value => value.Doing.English), Has.None.EqualTo("linking unchanged files"), "nothing is linked in the first");
        Write("new", "1");
        WorkProgress linked = Progress().Last(value => value.Doing.English == "linking unchanged files");
        Assert.That((linked.Done, linked.Total, linked.Unit), Is.EqualTo((51L, 51L, ProgressUnit.Files)));
    }

    private List<WorkProgress> Progress()
    {
        var seen = new Collected();
        Store.Create(new SnapshotRequest(), seen, CancellationToken.None);
        return seen.Values;
    }

    private sealed class Collected : IProgress<WorkProgress>
    {
        public List<WorkProgress> Values { get; } = [];

        public void Report(WorkProgress value) => Values.Add(value);
    }
}
