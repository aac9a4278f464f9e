using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class PruneTests : SnapshotFixture
{
    private static readonly PruneRequest KeepTwo = new() { Policy = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 2 } };

    [TearDown]
    public void ForgetSteps() => Pruning.Step = null;

    [Test]
    public void A_plan_touches_nothing_and_what_it_condemns_goes_with_manifest_and_nothing_else()
    {
        List<string> ids = TakeMany(5);
        string kept = Shell($"cd {Backups} && find {ids[3]} {ids[4]} -type f | sort | xargs cat");
        PrunePlan plan = PlanOf(KeepTwo);
        Assert.That(Ids(), Is.EqualTo(ids));
        Assert.That(plan.Condemned.Select(d => d.Id), Is.EqualTo(ids.Take(3)));
        PruneResult result = Store.Prune(plan, null, CancellationToken.None);
        Assert.That((result.Removed, result.Spared), Is.EqualTo((ids.Take(3), Array.Empty<string>())));
        Assert.That(Names(), Is.EquivalentTo(new[] { "backup.pid", ids[3], ids[4], $".agsekit-{ids[3]}.man", $".agsekit-{ids[4]}.man" }));
        Assert.That(Shell($"cd {Backups} && find {ids[3]} {ids[4]} -type f | sort | xargs cat"), Is.EqualTo(kept));
    }

    [Test]
    public void A_store_with_retention_prunes_after_each_new_snapshot_and_says_what_went()
    {
        SnapshotStore store = With(new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 3 });
        var removed = new List<string>();
        for (int i = 0; i < 6; i++)
            removed.AddRange(TakeIn(store, i).Removed.Select(decision => decision.Id));
        Assert.That(store.List(), Has.Count.EqualTo(3));
        Assert.That(removed, Has.Count.EqualTo(3));
        Assert.That(store.Create(new SnapshotRequest(), null, CancellationToken.None).Removed, Is.Empty, "nothing new, nothing old to go");
    }

    [Test]
    public void The_snapshot_before_a_restore_lets_nothing_go()
    {
        List<string> ids = TakeMany(3);
        SnapshotStore store = With(new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 });
        Write("f", "other");
        RestorePlan plan = store.PlanRestore(new RestoreRequest { Id = ids[0] }, null, CancellationToken.None);
        Assert.That(store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None).SafetySnapshot, Is.Not.Null);
        Assert.That(store.List(), Has.Count.EqualTo(4));
        Assert.That(File.ReadAllText(At("f")), Is.EqualTo("0"));
    }

    [Test]
    public void While_the_folder_is_empty_or_gone_nothing_is_removed_unless_that_is_accepted([Values] bool isGone)
    {
        List<string> ids = TakeMany(4);
        File.Delete(At("f"));
        if (isGone)
            Directory.Delete(Source);
        PrunePlan plan = PlanOf(KeepTwo);
        Assert.That(plan.FrozenBecause, Is.Not.Null);
        Assert.That(() => Store.Prune(plan, null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Assert.That(Ids(), Is.EqualTo(ids));
        Store.Prune(PlanOf(KeepTwo with { AcceptsMissingSource = true }), null, CancellationToken.None);
        Assert.That(Ids(), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void Whatever_happened_since_the_plan_the_pinned_the_gone_and_the_newest_are_spared()
    {
        List<string> ids = TakeMany(4);
        PrunePlan plan = PlanOf(KeepTwo);
        Store.Pin(ids[0], "mine", "me", null, CancellationToken.None);
        Assert.That(Store.Prune(plan, null, CancellationToken.None).Spared, Is.EqualTo(new[] { ids[0] }));
        Assert.That(Ids(), Is.EqualTo(new[] { ids[0], ids[2], ids[3] }));
        Shell($"cd {Backups} && rm -rf {ids[2]} {ids[3]}");
        Store.Unpin(ids[0], null, CancellationToken.None);
        PruneResult again = Store.Prune(plan, null, CancellationToken.None);
        Assert.That((again.Removed.Count, again.Spared), Is.EqualTo((0, ids.Take(2))));
        Assert.That(Ids(), Is.EqualTo(new[] { ids[0] }));
    }

    [Test]
    public void Interrupted_at_any_step_each_snapshot_is_whole_or_gone_and_the_next_writer_sweeps([Range(1, 9)] int atStep)
    {
        List<string> ids = TakeMany(5);
        string newest = Shell($"cat {Backups}/{ids[4]}/f");
        int step = 0;
        Pruning.Step = _ =>
        {
            if (++step == atStep)
                throw new InvalidOperationException("killed");
        };
        Assert.That(() => Store.Prune(PlanOf(KeepTwo), null, CancellationToken.None), Throws.InvalidOperationException);
        Pruning.Step = null;
        foreach (string id in Ids())
            Assert.That(File.Exists(Path.Combine(Backups, id, "f")), $"{id} is whole");
        Assert.That(Ids(), Is.SupersetOf(ids.TakeLast(2)));
        TakeIn(Store, 99);
        Store.Prune(PlanOf(KeepTwo), null, CancellationToken.None);
        Assert.That(Ids(), Has.Length.EqualTo(2));
        Assert.That(Names(), Has.None.Contains("partial"));
        Assert.That(Names().Count(name => name.EndsWith(".man", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(newest, Is.EqualTo("4"));
    }

    [Test]
    public void A_full_disk_with_a_snapshot_that_waits_is_cleaned_first_and_the_snapshot_finished_then()
    {
        List<string> ids = TakeMany(4);
        Write("f", "captured");
        Capture();
        Shell("mkdir 20200101-000000-partial", Backups);
        SnapshotCreation.Step = at =>
        {
            if (at == "flush" && Directory.Exists(Path.Combine(Backups, ids[0])))
                AgentSafetyKit.Errors.Errno.ENOSPC.Check("syncfs");
        };
        try
        {
            Assert.That(Store.Prune(PlanOf(KeepTwo), null, CancellationToken.None).Removed, Is.EqualTo(ids.Take(2)));
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        Assert.That(Ids().Take(2), Is.EqualTo(ids.Skip(2)));
        Assert.That(File.ReadAllText(Path.Combine(Backups, Ids()[2], "f")), Is.EqualTo("captured"));
        Assert.That(Names(), Has.None.Contains("partial"));
    }

    [Test]
    public void A_cleaning_with_nothing_to_remove_sweeps_and_finishes_what_a_killed_one_left()
    {
        List<string> ids = TakeMany(2);
        Write("f", "captured");
        Capture();
        Shell("mkdir 20200101-000000-partial", Backups);
        Assert.That(Store.Prune(PlanOf(KeepTwo), null, CancellationToken.None).Removed, Is.Empty);
        Assert.That(Ids().Take(2), Is.EqualTo(ids));
        Assert.That(Ids(), Has.Length.EqualTo(3));
        Assert.That(Names(), Has.None.Contains("partial"));
    }

    [Test]
    public void A_link_planted_in_an_old_snapshot_leads_nowhere()
    {
        List<string> ids = TakeMany(3);
        string outside = Path.Combine(Work, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "precious"), "x");
        Shell($"ln -s {outside} {Backups}/{ids[0]}/link && ln -s {outside} {Backups}/{ids[0]}-partial");
        Store.Prune(PlanOf(KeepTwo), null, CancellationToken.None);
        Assert.That(Ids(), Is.EqualTo(ids.Skip(1)));
        Assert.That(File.Exists(Path.Combine(outside, "precious")));
    }

    [Test]
    public void A_pin_says_who_why_and_when_is_swept_with_its_snapshot_and_works_without_a_manifest()
    {
        List<string> ids = TakeMany(3);
        File.Delete(Path.Combine(Backups, $".agsekit-{ids[0]}.man"));
        SnapshotInfo pinned = Store.Pin(ids[0], "перед релизом\u001b[31m", "ann", null, CancellationToken.None);
        Assert.That(pinned.Pin, Is.EqualTo(new SnapshotPin("перед релизом\u001b[31m", "ann", Store.List()[0].Pin!.PinnedAt)));
        Assert.That(PlanOf(new PruneRequest { Policy = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 } }).Decisions.Select(d => d.Reason),
            Is.EqualTo(new[] { RetentionReason.Pinned, RetentionReason.BeyondCount, RetentionReason.Newest }));
        Assert.That(Store.Pin(ids[0], "", "bob", null, CancellationToken.None).Pin!.Why, Is.EqualTo("перед релизом\u001b[31m"), "pinned again without words, it keeps those it had");
        Assert.That(Store.Pin(ids[0], "other", "bob", null, CancellationToken.None).Pin!.Why, Is.EqualTo("other"));
        Assert.That((Store.Unpin(ids[0], null, CancellationToken.None), Store.Unpin(ids[0], null, CancellationToken.None)), Is.EqualTo((true, false)));
        Store.Pin(ids[1], "", "", null, CancellationToken.None);
        Shell($"rm -rf {Backups}/{ids[1]}");
        TakeIn(Store, 50);
        Assert.That(Names(), Has.None.EndsWith(".pin"));
        Assert.That(() => Store.Pin("20200101-000000", "", "", null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
        Assert.That(() => Store.Pin("../etc", "", "", null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[1]")]
    [TestCase("{\"why\": 7}")]
    public void A_damaged_pin_still_holds(string content)
    {
        List<string> ids = TakeMany(3);
        File.WriteAllText(Path.Combine(Backups, $".agsekit-{ids[0]}.pin"), content);
        Assert.That(Store.List()[0].IsPinned);
        Assert.That(PlanOf(KeepTwo).IsEmpty);
    }

    [Test]
    public void Usage_is_what_the_disk_says_and_names_the_files_that_always_change()
    {
        for (int i = 0; i < 5; i++)
        {
            Write("log", new string('x', 1000 + i));
            Write($"new{i}", new string('y', 100));
            if (i == 1)
                Write("junk", new string('z', 50_000));
            if (i == 2)
                File.Delete(At("junk"));
            if (i == 0)
                Write("still", "same");
            TakeMany(1, "");
        }

        StoreUsage usage = Store.Measure(null, CancellationToken.None);
        long total = long.Parse(Shell($"cd {Backups} && find 2* -type f -printf '%i %s\\n' | sort -u | awk '{{s+=$2}} END {{print s}}'"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(usage.TotalBytes, Is.EqualTo(total));
        Assert.That(usage.Snapshots.Select(s => s.OwnBytes), Is.EqualTo(new[] { 1000, 51_001, 1002, 1003, 1104 }));
        Assert.That(usage.Snapshots.Select(s => s.NewBytes), Is.EqualTo(new[] { 1104, 51_101, 1102, 1103, 1104 }));
        Assert.That(usage.Snapshots[1].SeenBytes, Is.EqualTo(1001 + 200 + 50_000 + 4));
        Assert.That(usage.Churners.Select(c => (c.Path.ToString(), c.Times, c.Bytes)), Is.EqualTo(new[] { ("log", 4, 4010L) }));
        PrunePlan plan = PlanOf(KeepTwo with { MeasuresSizes = true });
        Assert.That(plan.Freed!.Value.Bytes, Is.EqualTo(1000 + 51_001 + 1002));
        Store.Prune(plan, null, CancellationToken.None);
        Assert.That(Store.Measure(null, CancellationToken.None).TotalBytes, Is.EqualTo(total - 53_003));
    }

    [Test]
    public void A_limit_of_size_counts_what_the_disk_really_holds()
    {
        for (int i = 0; i < 6; i++)
        {
            Write("big", new string((char)('a' + i), 10_000));
            TakeMany(1, "");
        }

        var request = new PruneRequest { Policy = new RetentionPolicy { MaxTotalSize = new ByteSize(25_000) } };
        PrunePlan plan = PlanOf(request);
        Assert.That(plan.Sizes!.IsExact);
        Assert.That(plan.Condemned.Count(), Is.EqualTo(4));
        Store.Prune(plan, null, CancellationToken.None);
        Assert.That(Store.Measure(null, CancellationToken.None).TotalBytes, Is.EqualTo(20_000));
        Assert.That(PlanOf(request) is { IsEmpty: true, Sizes: null }, "within the limit nothing has to be read");
    }

    [Test]
    public void A_folder_nobody_has_ever_backed_up_has_nothing_to_prune_and_no_policy_removes_nothing()
    {
        Assert.That(PlanOf(KeepTwo).IsEmpty);
        Assert.That(Store.Measure(null, CancellationToken.None).TotalBytes, Is.Zero);
        TakeMany(2);
        Assert.That(PlanOf(new PruneRequest()).Decisions.Select(d => d.Reason), Is.All.EqualTo(RetentionReason.NoLimit));
    }

    private PrunePlan PlanOf(PruneRequest request) => Store.PlanPrune(request, DateTimeOffset.UtcNow, null, CancellationToken.None);

    private SnapshotStore With(RetentionPolicy policy) => new(Store.Spec with { Retention = policy }, TimeProvider.System);

    private SnapshotResult TakeIn(SnapshotStore store, int content)
    {
        Write("f", $"{content}");
        return store.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);
    }

    [Test]
    public void A_rest_that_can_not_be_removed_keeps_out_no_snapshot_and_is_named()
    {
        List<string> ids = TakeMany(2);
        string rest = Path.Combine(Backups, ids[0] + "-partial"), stuck = Path.Combine(rest, "f");
        Shell($"mv {ids[0]} {ids[0]}-partial; rm .agsekit-{ids[0]}.man", Backups);
        if (Try($"mount --bind {stuck} {stuck}").ExitCode != 0)
            Assert.Ignore("a file can not be mounted here (needs root)");
        try
        {
            Write("f", "next");
            SnapshotResult result = Take();
            Assert.That(File.ReadAllText(Snapshot(result) + "/f"), Is.EqualTo("next"));
            SnapshotWarning told = result.Warnings.Single();
            Assert.That((told.Kind, told.Place, told.Errno), Is.EqualTo((WarningKind.RestStays, rest, Errno.EBUSY)));
            PrunePlan plan = Store.PlanPrune(new PruneRequest(), DateTimeOffset.UtcNow, null, CancellationToken.None);
            Assert.That(Store.Prune(plan, null, CancellationToken.None).Warnings.Single().Place, Is.EqualTo(rest), "cleaning says so too");
        }
        finally
        {
            Shell($"umount {stuck}");
        }

        Write("f", "last");
        Assert.That(Take().Warnings, Is.Empty);
        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void What_a_restore_saved_is_not_dropped_by_the_next_snapshot([Values(false, true)] bool wasSavedBefore)
    {
        SnapshotStore store = With(new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 });
        string first = TakeIn(store, 1).Snapshot.Id;
        Store.Pin(first, "", "", null, CancellationToken.None);
        Write("f", "work");
        if (wasSavedBefore)
            store.Create(new SnapshotRequest(), null, CancellationToken.None);
        RestorePlan plan = store.PlanRestore(new RestoreRequest { Id = first }, null, CancellationToken.None);
        string safety = store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None).SafetySnapshot!.Id;
        for (int i = 0; i < 3; i++)
            TakeIn(store, 10 + i);
        Assert.That(File.ReadAllText(Path.Combine(Backups, safety, "f")), Is.EqualTo("work"));
        RetentionDecision why = store.PlanPrune(new PruneRequest(), TimeProvider.System.GetUtcNow(), null, CancellationToken.None).Decisions.Single(decision => decision.Id == safety);
        Assert.That((why.Keeps, why.Reason), Is.EqualTo((true, RetentionReason.BeforeRestore)));
        plan = store.PlanRestore(new RestoreRequest { Id = first }, null, CancellationToken.None);
        store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None);
        TakeIn(store, 20);
        Assert.That(Directory.Exists(Path.Combine(Backups, safety)), Is.False, "the last one is enough");
    }

    private List<string> TakeMany(int count, string file = "f")
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
        {
            if (file.Length > 0)
                Write(file, $"{i}");
            ids.Add(Take().Snapshot.Id);
        }

        return ids;
    }

    private string[] Ids() => [.. Store.List().Select(snapshot => snapshot.Id)];

    private string[] Names() => [.. Directory.GetFileSystemEntries(Backups).Select(path => Path.GetFileName(path)!)];

    /// <summary>As a writer that is killed right after the capture.</summary>
    private void Capture()
    {
        SnapshotCreation.Step = at =>
        {
            if (at == "captured")
                throw new TimeoutException();
        };
        Assert.That(() => Store.Create(new SnapshotRequest { Captured = _ => { } }, null, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        SnapshotCreation.Step = null;
    }
}
