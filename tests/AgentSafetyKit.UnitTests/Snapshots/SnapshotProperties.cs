using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>For any tree and any edits of it: what was taken comes back exactly, in place and elsewhere, and no snapshot ever changes afterwards.</summary>
internal sealed class SnapshotProperties : SnapshotFixture
{
    [Test]
    public void Any_tree_and_any_edits_come_back_exactly_and_older_snapshots_stay_as_they_were() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Round(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(int.MaxValue / 2));

    private void Round(int seed)
    {
        RemoveFolders();
        MakeFolders();
        var random = new Random(seed);
        var tree = new RandomTree(Source, random);
        tree.Grow(random.Next(60));
        var taken = new List<(string Id, List<string> Tree)>();
        for (int i = 0; i < 4; i++)
        {
            List<string> now = PosixTree.Describe(Source);
            SnapshotResult result = TakeAnyway();
            Assert.That(result.Warnings, Is.Empty);
            if (result.Outcome == SnapshotOutcome.Unchanged)
                Assert.That(PosixTree.Describe(Snapshot(result), withFolderTimes: false, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withFolderTimes: false, withRootMode: false)), $"seed {seed}, not seen as changed");
            else
                taken.Add((result.Snapshot.Id, now));
            if (i == 2 && random.Next(3) == 0)
                File.Delete(Path.Combine(Backups, $".agsekit-{result.Snapshot.Id}.man"));
            tree.Edit(random.Next(12));
        }

        foreach ((string id, List<string> expected) in taken)
        {
            string elsewhere = Path.Combine(Work, "to-" + id);
            bool hasManifest = Store.List().Single(snapshot => snapshot.Id == id).State == ManifestState.Good;
            Assert.That(RestoreAll(id, target: elsewhere).Warnings, Is.Empty);
            Assert.That(hasManifest ? PosixTree.Describe(elsewhere) : PosixTree.Describe(elsewhere)[1..], Is.EqualTo(hasManifest ? expected : expected[1..]), $"seed {seed}, {id} elsewhere");
        }

        foreach ((string id, List<string> expected) in taken.OrderBy(_ => random.Next()))
        {
            // Whoever insists gets the same from a snapshot without its manifest.
            RestoreResult restored = Store.Restore(Store.PlanRestore(new RestoreRequest { Id = id, DeletesExtra = true }, null, CancellationToken.None), false, null, CancellationToken.None);
            Assert.That(restored.Warnings, Is.Empty);
            Assert.That(PosixTree.Describe(Source)[1..], Is.EqualTo(expected[1..]), $"seed {seed}, {id} in place");
            Assert.That(Plan(id).Steps.Where(step => step.Path != TreePath.Root), Is.Empty, $"seed {seed}: nothing is left to do");
        }

        foreach ((string id, List<string> expected) in taken)
        {
            string snapshot = Path.Combine(Backups, id);
            Assert.That(PosixTree.Describe(snapshot, withRootMode: false)[1..], Is.EqualTo(expected[1..]), $"seed {seed}, {id} itself");
        }
    }
}
