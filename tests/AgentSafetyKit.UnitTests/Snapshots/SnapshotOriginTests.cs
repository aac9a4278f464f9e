using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A backup folder belongs to the folder whose snapshots it holds, and holds nothing else.</summary>
internal sealed class SnapshotOriginTests : SnapshotFixture
{
    private string Other => Path.Combine(Work, "other");

    [SetUp]
    public void MakeOther()
    {
        Write("mine", "mine");
        Directory.CreateDirectory(Other);
        File.WriteAllText(Path.Combine(Other, "mine"), "another folder's");
    }

    [Test]
    public void Snapshots_of_another_folder_are_refused_with_a_command_that_says_it_is_meant([Values] bool withoutNewestManifest)
    {
        Take();
        Write("more", "more");
        string newest = Take().Snapshot.Id;
        if (withoutNewestManifest)
            File.Delete(Path.Combine(Backups, $".agsekit-{newest}.man"));
        string before = Listing();
        KitException error = Assert.Throws<KitException>(() => Make(Other))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(error.Cause.English, Does.Contain(Backups).And.Contain(Source));
        Assert.That(error.Fix.English, Does.Contain($"agsekit backup-once --source-dir {Other} --dest-dir {Backups} --yes"));
        Assert.That(Listing(), Is.EqualTo(before));
        Assert.That(Make(Other, new SnapshotRequest { AcceptsOtherSource = true, AcceptsMassDeletion = true }).Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(Make(Other).Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), "they are that one's now");
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
    }

    [Test]
    public void A_folder_that_was_moved_is_still_the_same_one_also_on_a_disk_with_another_number([Values] bool changes)
    {
        Take();
        Store.BendDevices();
        string moved = Path.Combine(Work, "moved");
        Directory.Move(Source, moved);
        if (changes)
            File.WriteAllText(Path.Combine(moved, "new"), "new");
        Assert.That(Make(moved).Outcome, Is.EqualTo(changes ? SnapshotOutcome.Created : SnapshotOutcome.Unchanged));
        Directory.CreateDirectory(Source);
        Write("mine", "mine");
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused), "it goes by its new name now");
        Directory.Delete(Source, recursive: true);
        Directory.Move(moved, Source);
        Assert.That(() => Take(), Throws.Nothing);
    }

    [Test]
    public void A_folder_made_anew_at_the_same_path_goes_on_but_an_empty_one_only_when_told()
    {
        Take();
        Shell($"rm -r {Source}; mkdir {Source}; echo new > {Source}/mine");
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Shell($"rm -r {Source}; mkdir {Source}");
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Assert.That(TakeAnyway().Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void By_where_a_link_to_it_leads_it_is_the_same_folder_also_when_made_anew()
    {
        Take();
        string link = Path.Combine(Work, "link");
        Shell($"ln -s {Source} {link}; rm -r {Source}; mkdir {Source}; echo new > {Source}/mine");
        Assert.That(Make(RealPath.Of(link)!).Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void Snapshots_that_do_not_say_whose_they_are_belong_to_whoever_writes_next()
    {
        Store.ForgetSource(Take().Snapshot.Id);
        Assert.That(Make(Other).Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
    }

    [Test]
    public void What_was_captured_of_its_folder_is_finished_even_by_one_that_is_then_refused()
    {
        SnapshotCreation.Step = at =>
        {
            if (at == "captured")
                throw new TimeoutException();
        };
        try
        {
            Assert.That(() => Store.Create(new SnapshotRequest { Captured = _ => { } }, null, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        Assert.That(() => Make(Other), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
        Assert.That(File.ReadAllText(Path.Combine(Store.List().Single().Path, "mine")), Is.EqualTo("mine"));
    }

    [Test]
    public void Cleaning_on_behalf_of_another_folder_removes_nothing()
    {
        for (int i = 0; i < 3; i++)
        {
            Write("mine", $"{i}");
            Take();
        }

        var request = new PruneRequest { Policy = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 } };
        SnapshotStore other = Of(Other);
        PrunePlan plan = other.PlanPrune(request, DateTimeOffset.UtcNow, null, CancellationToken.None);
        Assert.That(plan.FrozenBecause!.Value.English, Does.Contain(Source));
        Assert.That(() => other.Prune(plan, null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Assert.That(Store.List(), Has.Count.EqualTo(3));
        Assert.That(Store.PlanPrune(request, DateTimeOffset.UtcNow, null, CancellationToken.None).FrozenBecause, Is.Null);
    }

    [Test]
    public void Brought_back_into_another_folder_that_one_is_saved_first_and_the_snapshots_stay_the_first_ones()
    {
        string id = Take().Snapshot.Id;
        SnapshotStore other = Of(Other);
        RestoreResult result = other.Restore(other.PlanRestore(new RestoreRequest { Id = id, AcceptsOtherFolder = true }, null, CancellationToken.None), takesSafetySnapshot: true, null, CancellationToken.None);
        Assert.That(File.ReadAllText(Path.Combine(Other, "mine")), Is.EqualTo("mine"));
        Assert.That(File.ReadAllText(Path.Combine(result.SafetySnapshot!.Path, "mine")), Is.EqualTo("another folder's"));
        Write("more", "more");
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
        File.WriteAllText(Path.Combine(Other, "mine"), "changed");
        Assert.That(() => Make(Other), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
    }

    [Test]
    public void A_folder_with_other_things_in_it_is_no_place_for_snapshots()
    {
        Directory.CreateDirectory(Backups);
        File.WriteAllText(Path.Combine(Backups, "letter"), "precious");
        KitException error = Assert.Throws<KitException>(() => Take())!;
        Assert.That((error.Code, error.Cause.English), Is.EqualTo((ErrorCode.FolderRefused, "it holds other things, such as 'letter', and no snapshots")));
        Assert.That(Directory.GetFileSystemEntries(Backups), Has.Length.EqualTo(1), "not even a lock");
    }

    [TestCase("mkdir lost+found .Trash-1000", Description = "the root of a disk")]
    [TestCase("echo 4711 > backup.pid; touch readme", Description = "a first backup was cut off")]
    [TestCase("mkdir 20240101-000000; echo old > 20240101-000000/mine; touch readme backup.pid", Description = "snapshots of the original tool")]
    [TestCase("true", Description = "empty")]
    public void An_empty_folder_or_one_with_snapshots_in_it_is_one(string preparation)
    {
        Directory.CreateDirectory(Backups);
        Shell(preparation, Backups);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void Folders_that_are_only_called_like_snapshots_are_somebodys_own()
    {
        Directory.CreateDirectory(Backups);
        Shell("mkdir 20250101-101010 20250202-101010; echo picture > 20250101-101010/a", Backups);
        KitException error = Assert.Throws<KitException>(() => Take())!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(error.Fix.English, Does.EndWith($"touch {Backups}/backup.pid"));
        Shell("touch backup.pid", Backups);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created), "the user says that they are");
    }

    [Test]
    public void A_snapshot_of_another_folder_is_brought_back_in_place_only_where_that_one_is_named([Values] bool withoutManifest)
    {
        string id = Take().Snapshot.Id;
        Write("more", "more");
        Take();
        if (withoutManifest)
            File.Delete(Path.Combine(Backups, $".agsekit-{id}.man"));
        Directory.CreateDirectory(At("sub"));
        foreach (string wrong in new[] { Other, At("sub") })
        {
            KitException error = Assert.Throws<KitException>(() => Of(wrong).PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None))!;
            Assert.That((error.Code, error.Cause.English), Is.EqualTo((ErrorCode.FolderRefused, $"the snapshot is of another folder: {Source}")));
            Assert.That(error.Fix.English, Does.Contain($"--source-dir {Source}").And.Contain($"--to {wrong}"));
        }

        Directory.Move(Source, Source + "-moved");
        Assert.That(Of(Source + "-moved").PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None).Deleted, Is.GreaterThan(0).Or.EqualTo(withoutManifest ? 0 : -1), "the same folder by a new name");
        Directory.Move(Source + "-moved", Source);
    }

    [Test]
    public void A_folder_that_is_gone_is_made_again()
    {
        Write("deep/file", "x");
        Shell("chmod 750 .", Source);
        string id = Take().Snapshot.Id;
        Directory.Delete(Source, recursive: true);
        RestoreResult result = RestoreAll(id, safety: true);
        Assert.That(Shell("cat mine deep/file; stat -c %a .", Source), Is.EqualTo("minex750\n"));
        Assert.That((result.SafetySnapshot, result.Done), Is.EqualTo((default(SnapshotInfo), new RestoreTotals(3, 0, 0, 5))));
    }

    private SnapshotStore Of(string source) => new(new SnapshotStoreSpec { Source = source, BackupFolder = Backups }, TimeProvider.System);

    private SnapshotResult Make(string source, SnapshotRequest? request = null) => Of(source).Create(request ?? new SnapshotRequest(), null, CancellationToken.None);

    private string Listing() => Shell($"find {Backups} -printf '%p %T@ %i\\n' | grep -v backup.pid | grep -v 'backups [0-9]' | sort");
}
