using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class EntryRunsTests
{
    [Test]
    public void Whatever_is_appended_each_entry_has_its_row() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Round).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Test]
    public void Rows_that_follow_one_another_are_one_run()
    {
        var runs = new EntryRuns();
        runs.Append(10, 5);
        runs.Append(15, 2);
        runs.Append(0 | EntryRuns.Own, 1);
        runs.Append(1 | EntryRuns.Own, 1);

        Assert.That(runs.RowOf(0, out int taken), Is.EqualTo(10));
        Assert.That(runs.RowOf(7, out int own), Is.EqualTo(0 | EntryRuns.Own));
        Assert.That((taken, own), Is.EqualTo((7, 2)));
        Assert.That(() => runs.RowOf(9), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => runs.RowOf(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void Round(int seed)
    {
        var random = new Random(seed);
        var runs = new EntryRuns();
        var expected = new List<int>();
        for (int i = random.Next(40); i > 0; i--)
        {
            int row = random.Next(100) | (random.Next(2) == 0 ? EntryRuns.Own : 0), count = random.Next(4);
            runs.Append(row, count);
            expected.AddRange(Enumerable.Range(0, count).Select(step => row + step));
        }

        Assert.That(runs.Count, Is.EqualTo(expected.Count));
        foreach (int entry in Enumerable.Range(0, expected.Count).OrderBy(_ => random.Next()))
        {
            Assert.That(runs.RowOf(entry, out int following), Is.EqualTo(expected[entry]));
            Assert.That(Enumerable.Range(0, following).Select(step => expected[entry] + step), Is.EqualTo(expected.Skip(entry).Take(following)));
        }
    }
}
