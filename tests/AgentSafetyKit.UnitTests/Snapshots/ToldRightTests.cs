using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>What snapshots say of files that are not in them, and of lists that are not theirs.</summary>
internal sealed class ToldRightTests : SnapshotFixture
{
    [Test]
    public void The_list_of_files_of_another_snapshot_is_not_taken_for_its_own()
    {
        Write("kept", "1");
        string first = Take().Snapshot.Id;
        Write("new", "2");
        string second = Take().Snapshot.Id;
        File.Copy(Path.Combine(Backups, $".agsekit-{second}.man"), Path.Combine(Backups, $".agsekit-{first}.man"), overwrite: true);
        Assert.That(Store.List().Select(snapshot => snapshot.State), Is.EqualTo(new[] { ManifestState.Damaged, ManifestState.Good }));
        Assert.That(Plan(first).Kept, Is.EqualTo(1), "as of one without a list: what it does not have stays");
    }

    [Test]
    public void What_changed_rules_leave_out_is_not_called_gone([Values] bool byFile)
    {
        for (int i = 0; i < 3; i++)
            Write($"f{i}", "x");
        Write("d/f3", "x");
        Take();
        if (byFile)
            Write(".backupignore", "*");
        SnapshotStore store = byFile ? Store : NewStore(exclude: ["f*", "d"]);
        KitException refused = Assert.Throws<KitException>(() => store.Create(new SnapshotRequest(), null, CancellationToken.None))!;
        Assert.That(refused.Cause.English, Is.EqualTo("the ignore rules (exclude, --exclude, files called .backupignore) changed and now leave out 4 of the 4 files of the newest snapshot"));
        Assert.That(refused.Fix.English, Does.Contain("--yes\nelse look at --exclude, at exclude in the configuration, and at the files called .backupignore"));
    }

    [Test]
    public void Changed_rules_say_how_many_files_they_leave_out_now_and_the_history_does_not_call_them_deleted()
    {
        for (int i = 0; i < 3; i++)
            Write($"f{i}", "x");
        Take();
        Write(".backupignore", "f1");
        SnapshotResult taken = Take();
        Assert.That((taken.NewlyExcluded, taken.RulesWords.English), Is.EqualTo((1, "the ignore rules changed: files of the snapshot before that they leave out now: 1")));
        Write("f0", "changed");
        Assert.That(Take().NewlyExcluded, Is.Zero, "said once");
        Assert.That(new SnapshotHistory(Store).Of(TreePath.Parse("f1"), null, CancellationToken.None)[^1], Has.Property("IsExcluded").True.And.Property("Snapshots").EqualTo(2));
    }
}
