using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>The backup folder was copied, or moved to another disk: the same files, other inode numbers.</summary>
internal sealed class CopiedFolderTests : SnapshotFixture
{
    private string Copy => Path.Combine(Work, "copied");

    [Test]
    public void An_old_file_that_has_by_chance_the_number_of_the_new_one_is_not_taken_for_it([Values] bool endsUnchanged)
    {
        Write("file", "old");
        string oldest = Take().Snapshot.Id;
        Write("file", "new");
        Take();
        Write("other", "1");
        string newest = Take().Snapshot.Id;
        Shell($"cp -a {Backups} {Copy}");
        SnapshotStore copied = CopiedStore();
        copied.BendInode(newest, "file", ulong.Parse(Shell($"stat -c %i {Copy}/{oldest}/file").Trim()));
        if (endsUnchanged)
            Assert.That(copied.Create(new SnapshotRequest(), null, CancellationToken.None).Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Write("other", "2");
        SnapshotResult result = copied.Create(new SnapshotRequest(), null, CancellationToken.None);
        Assert.That(result.Recycled!.Id, Is.EqualTo(oldest));
        Assert.That(Shell("cat file other", result.Snapshot.Path), Is.EqualTo("new2"));
        Assert.That(result.Warnings, Is.Empty);
    }

    [Test]
    public void Every_snapshot_made_in_a_copy_is_the_folder_it_was_made_of([Values("cp -a", "rsync -aHX", "rsync -aH", "cp -r")] string copying, [Range(1, 3)] int seed)
    {
        Assume.That(HasTool("rsync"), "needs rsync");
        var tree = new RandomTree(Source, new Random(seed));
        tree.Grow(60);
        for (int i = 0; i < 4; i++)
        {
            Take();
            tree.Edit(15);
        }

        string slash = copying.StartsWith("rsync", StringComparison.Ordinal) ? "/" : "";
        Shell($"{copying} {Backups}{slash} {Copy}; chmod 700 {Copy}");
        SnapshotStore copied = CopiedStore();
        for (int round = 0; round < 4; round++)
        {
            SnapshotResult result = copied.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);
            if (copying is "cp -a" or "rsync -aHX" or "cp -r")
                Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)), $"round {round}");
            else
                Assert.That(Shell($"diff -r --no-dereference {Source} {result.Snapshot.Path} 2>&1 | grep -v ' is a fifo' || true"), Is.Empty);
            Assert.That(result.Recycled, Is.Not.Null);
            tree.Edit(10);
        }

        Assert.That(Partials(Copy), Is.Empty);
    }

    [Test]
    public void What_a_copy_lacks_or_has_cut_off_is_copied_from_the_folder_again()
    {
        Write("whole", "whole");
        Write("lost", "lost");
        Write("cut", "cut off");
        Write("d/below", "below");
        Take();
        Shell($"cp -a {Backups} {Copy}; cd {Copy}/*-*; rm -r lost d; touch -r cut {Work}/time; truncate -s 3 cut; touch -r {Work}/time cut");
        Write("more", "more");
        SnapshotResult result = CopiedStore().Create(new SnapshotRequest(), null, CancellationToken.None);
        Assert.That(Shell("cat whole lost cut d/below more", result.Snapshot.Path), Is.EqualTo("wholelostcut offbelowmore"));
    }

    [Test]
    public void A_copy_that_kept_no_times_is_not_linked_to_and_its_own_list_of_files_stays_right()
    {
        Shell("echo 1 > a; echo 2 > b; chmod 600 b; ln -s a link; ln a again; touch -h -d 2020-01-01 a b link", Source);
        string first = Take().Snapshot.Id;
        Shell($"cp -r {Backups} {Copy}; chmod 700 {Copy}");
        Write("new", "new");
        SnapshotStore copied = CopiedStore();
        SnapshotResult result = copied.Create(new SnapshotRequest(), null, CancellationToken.None);
        Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
        Assert.That(result.Warnings.Select(warning => warning.Describe().English), Has.Exactly(1).StartsWith($"{Copy}: a copy").And.Exactly(1).Items);
        Assert.That(copied.Create(new SnapshotRequest(), null, CancellationToken.None), Has.Property("Outcome").EqualTo(SnapshotOutcome.Unchanged).And.Property("Warnings").Empty);
        string restored = Path.Combine(Work, "restored");
        copied.Restore(copied.PlanRestore(new RestoreRequest { Id = first, Target = restored }, null, CancellationToken.None), false, null, CancellationToken.None);
        Assert.That(Shell("stat -c %y a", restored), Does.StartWith("2020-01-01"));
    }

    [Test]
    public void Looking_into_a_copy_goes_by_what_is_there()
    {
        Write("file", "one");
        string first = Take().Snapshot.Id;
        Write("file", "two");
        Write("other", "12345");
        string second = Take().Snapshot.Id;
        Shell($"cp -a {Backups} {Copy}");
        SnapshotStore copied = CopiedStore();
        copied.BendInode(first, "file", 4711);
        copied.BendInode(second, "file", 4711);
        copied.BendInode(second, "other", 4711);
        Assert.That(copied.Diff(first, second, CancellationToken.None).Select(change => (change.Path.ToString(), change.Kind)), Is.EquivalentTo(
            ((string, ChangeKind)[])[("file", ChangeKind.Changed), ("other", ChangeKind.Added)]));
        Assert.That(copied.Measure(null, CancellationToken.None).TotalBytes, Is.EqualTo(3 + 3 + 5));
    }

    private SnapshotStore CopiedStore() =>
        new(new SnapshotStoreSpec { Source = Source, BackupFolder = Copy, Retention = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 3 } }, TimeProvider.System);
}
