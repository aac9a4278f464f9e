using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>What is captured is safe before the snapshot is whole.</summary>
internal sealed class CaptureTests : SnapshotFixture
{
    [TearDown]
    public void ForgetSteps() => SnapshotCreation.Step = null;

    [Test]
    public void After_the_capture_the_source_may_change_or_vanish_and_the_snapshot_is_that_of_the_moment_before()
    {
        new RandomTree(Source, new Random(3)).Grow(60);
        Take();
        new RandomTree(Source, new Random(4)).Edit(15);
        Write("deep/new/file", "captured");
        List<string> wanted = PosixTree.Describe(Source, withRootMode: false);
        string? early = null;
        SnapshotResult result = Store.Create(
            new SnapshotRequest
            {
                Captured = captured =>
                {
                    early = captured.Snapshot.Id;
                    Assert.That(Store.List(), Has.Count.EqualTo(1), "not to be seen yet");
                    Directory.Move(Source, Source + "-moved");
                    Directory.CreateDirectory(Source);
                    File.WriteAllText(At("agent"), "was here");
                },
            },
            null,
            CancellationToken.None);
        Assert.That(result.Snapshot.Id, Is.EqualTo(early));
        Assert.That(PosixTree.Describe(Snapshot(result), withRootMode: false), Is.EqualTo(wanted));
        Assert.That(Store.List(), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_crash_after_the_capture_is_finished_by_the_next_writer_without_the_source([Values("captured", "link", "flush", "manifest", "publish", "published")] string step)
    {
        new RandomTree(Source, new Random(5)).Grow(60);
        Shell("ln -s nowhere link; echo linked > first; ln first second; mkdir -p empty/folder", Source);
        Take();
        new RandomTree(Source, new Random(6)).Edit(15);
        Write("deep/new/file", "captured");
        List<string> wanted = PosixTree.Describe(Source, withRootMode: false);
        StopAt(step, new SnapshotRequest { Reason = SnapshotReason.BeforeRun, Captured = _ => { } });
        Write("deep/new/file", "changed by the agent");
        Take();
        SnapshotInfo finished = Store.List().Single(snapshot => snapshot.Facts!.Reason == SnapshotReason.BeforeRun);
        Assert.That(Store.List(), Has.Count.EqualTo(3));
        Assert.That(PosixTree.Describe(finished.Path, withRootMode: false), Is.EqualTo(wanted));
        Assert.That(Partials(Backups), Is.Empty);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [Test]
    public void What_was_captured_is_published_whatever_became_of_the_snapshot_to_link_from([Values("gone", "damaged", "incomplete")] string harm)
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("middle", "only in the second and later");
        Shell("ln middle again", Source);
        string second = Take().Snapshot.Id;
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        Shell(harm switch { "gone" => $"rm -r {second} .agsekit-{second}.man", "damaged" => $"rm .agsekit-{second}.man", _ => $"rm {second}/middle {second}/again" }, Backups);
        Write("file", "3");
        Take();
        SnapshotInfo finished = Store.List().Single(snapshot => snapshot.Facts?.Reason == SnapshotReason.BeforeRestore);
        Assert.That(Shell("cat same file", finished.Path), Is.EqualTo("same2"));
        string[] lost = harm == "damaged" ? [] : ["again", "middle"];
        Assert.That(PosixTree.NamesIn(finished.Path), Is.EquivalentTo(((string[])["again", "file", "middle", "same"]).Except(lost)));
        Assert.That(finished.Facts!.Files, Is.EqualTo(4 - lost.Length));
        Assert.That(WarningsOf(finished.Id, WarningKind.LostToInterruption), Is.EqualTo(lost));
        Assert.That(Partials(Backups), Is.Empty);
        AssertTold(finished, lost);
    }

    /// <summary>Whoever verifies the snapshot, compares it or restores it is told what it lost, and nothing is taken away for that.</summary>
    private void AssertTold(SnapshotInfo snapshot, string[] lost)
    {
        VerifyFinding[] findings = [.. new SnapshotVerifier(Store, null, CancellationToken.None).Verify([snapshot.Id]).Snapshots[0].Findings];
        Assert.That(findings.Select(finding => (finding.Kind, finding.Path.ToString())), Is.EqualTo(lost.Select(path => (FindingKind.Lost, path))));
        foreach (string? other in (string?[])[null, Store.List()[^1].Id])
        {
            TreeChange[] changes = [.. Store.Diff(snapshot.Id, other, CancellationToken.None)];
            Assert.That(changes.Where(change => change.Kind == ChangeKind.Added).Select(change => change.Path.ToString()), Is.SupersetOf(lost));
        }

        string[] before = [.. PosixTree.NamesIn(Source)];
        RestorePlan plan = Plan(snapshot.Id);
        Assert.That(plan.Lost.Select(warning => warning.Path.ToString()), Is.EqualTo(lost));
        Assert.That(Store.Restore(plan, takesSafetySnapshot: false, null, CancellationToken.None).Warnings, Is.SupersetOf(plan.Lost));
        Assert.That(PosixTree.NamesIn(Source), Is.SupersetOf(before.Intersect(lost)));
    }

    [Test]
    public void A_further_name_of_a_file_takes_the_place_of_the_first_where_only_that_is_lost()
    {
        Shell("echo linked > a; ln a b; ln a c; echo 1 > file", Source);
        string first = Take().Snapshot.Id;
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Captured = _ => { } });
        Shell($"rm {first}/a", Backups);
        Write("file", "3");
        Take();
        string finished = Store.List()[1].Path;
        Assert.That(Shell("cat b c file; [ b -ef c ] && echo one", finished), Is.EqualTo("linked\nlinked\n2one\n"));
        Assert.That(WarningsOf(Path.GetFileName(finished), WarningKind.LostToInterruption), Is.EqualTo((string[])["a"]));
    }

    [Test]
    public void After_a_restart_the_disk_may_have_another_number_and_after_a_copy_every_file_another_inode([Values] bool isCopied)
    {
        new RandomTree(Source, new Random(7)).Grow(60);
        Take();
        new RandomTree(Source, new Random(8)).Edit(15);
        Write("deep/new/file", "captured");
        List<string> wanted = PosixTree.Describe(Source, withRootMode: false);
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        string folder = Backups;
        if (isCopied)
            Shell($"cp -a {Backups} {folder = Path.Combine(Work, "copied")}");
        else
            Store.BendDevices();
        Shell("find . -type f -exec sh -c 'echo agent > {}' ';'", Source);
        SnapshotStore store = NewStore(backups: folder);
        store.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);
        SnapshotInfo finished = store.List().Single(snapshot => snapshot.Facts!.Reason == SnapshotReason.BeforeRestore);
        Assert.That(PosixTree.Describe(finished.Path, withRootMode: false), Is.EqualTo(wanted));
        Assert.That(Partials(folder), Is.Empty);
    }

    [Test]
    public void Whatever_a_disk_refuses_while_it_is_finished_what_was_captured_waits([Values(Errno.EIO, Errno.EMFILE, Errno.ENOSPC)] Errno refusal, [Values("flush", "manifest", "publish")] string step)
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Captured = _ => { } });
        Shell("mkdir 20200101-000000-partial; touch .agsekit-1.tmp", Backups);
        SnapshotCreation.Step = at =>
        {
            if (at == step)
                refusal.Check(step);
        };
        for (int i = 0; i < 2; i++)
            Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(refusal == Errno.ENOSPC ? ErrorCode.NoSpace : ErrorCode.SnapshotFailed));
        SnapshotCreation.Step = null;
        Assert.That(Partials(Backups), Has.Length.EqualTo(1), "what waits, and no other rest");
        Write("file", "3");
        Take();
        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "2", "3"]));
    }

    [Test]
    public void Whoever_only_looks_leaves_a_writer_at_work_alone_even_where_the_lock_file_is_removed()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        bool looked = false;
        SnapshotCreation.Step = at =>
        {
            if (at != "flush" || looked)
                return;
            looked = true;
            File.Delete(Path.Combine(Backups, "backup.pid"));
            Assert.That(Store.List(), Has.Count.EqualTo(1), "it is being finished");
        };
        Store.FinishCaptured(null, CancellationToken.None);
        Assert.That(looked, Is.True);
        Assert.That(PosixTree.NamesIn(Store.List()[1].Path), Is.EquivalentTo((string[])["file", "same"]));
    }

    [Test]
    public void The_list_of_files_of_what_somebody_else_published_meanwhile_is_not_written_over()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        string partial = Directory.GetDirectories(Backups, "*-partial").Single(), name = partial[..^"-partial".Length];
        string manifest = Path.Combine(Backups, $".agsekit-{Path.GetFileName(name)}.man");
        SnapshotCreation.Step = at =>
        {
            if (at != "manifest")
                return;
            Directory.Move(partial, name);
            File.WriteAllText(manifest, "of the other writer");
        };
        Assert.That(() => Store.FinishCaptured(null, CancellationToken.None), Throws.TypeOf<KitException>());
        Assert.That(File.ReadAllText(manifest), Is.EqualTo("of the other writer"));
    }

    [Test]
    public void A_link_that_is_there_already_is_the_wanted_one_and_no_name_taken()
    {
        Write("same", "same");
        Write("file", "1");
        string first = Take().Snapshot.Id;
        Write("file", "2");
        SnapshotCreation.Step = at =>
        {
            if (at == "link")
                Shell($"ln {first}/same \"$(echo *-partial)/same\"", Backups);
        };
        SnapshotResult result = Take();
        Assert.That(result.Warnings, Is.Empty);
        SnapshotCreation.Step = null;
        Assert.That(new SnapshotVerifier(Store, null, CancellationToken.None).Verify([result.Snapshot.Id]).Snapshots[0].Findings, Is.Empty);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Assert.That(Snapshot(result) + "/same", Does.Exist);
    }

    [Test]
    public void One_that_can_not_be_finished_is_told_and_keeps_nothing_out_and_what_it_needs_stays()
    {
        Write("same", "same");
        Write("file", "1");
        string first = Take().Snapshot.Id;
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        string partial = Directory.GetDirectories(Backups, "*-partial").Single();
        var keepsOne = new SnapshotStore(
            new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, Retention = new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 } }, TimeProvider.System);
        SnapshotCreation.Step = at =>
        {
            if (at == "settled")
                Errno.EIO.Check("linkat");
        };
        for (int i = 3; i < 7; i++)
        {
            Write("file", $"{i}");
            SnapshotResult told = null!;
            SnapshotResult result = keepsOne.Create(new SnapshotRequest { Captured = captured => told = captured }, null, CancellationToken.None);
            foreach (SnapshotResult one in (SnapshotResult[])[told, result])
                Assert.That(one.Warnings.Select(warning => warning.Describe().English), Has.Exactly(1).StartsWith($"{partial}: an earlier snapshot").And.Exactly(1).Contains("(EIO)"));
            Assert.That(Partials(Backups), Is.EqualTo((string[])[Path.GetFileName(partial)]));
        }

        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "6"]));
        SnapshotCreation.Step = null;
        Write("file", "7");
        Assert.That(Take().Warnings, Is.Empty);
        Assert.That(Store.List().Select(snapshot => Shell("cat same file", snapshot.Path)), Is.EqualTo((string[])["same1", "same2", "same6", "same7"]));
        Assert.That(WarningsOf(Store.List()[1].Id, WarningKind.LostToInterruption), Is.Empty);
        Assert.That(Store.List()[0].Id, Is.EqualTo(first));
    }

    [Test]
    public void What_a_newer_version_captured_waits_for_it_and_only_what_is_damaged_is_a_rest([Values] bool isNewer)
    {
        Write("file", "1");
        Take();
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } });
        string partial = Directory.GetDirectories(Backups, "*-partial").Single();
        string manifest = Path.Combine(Backups, $".agsekit-{Path.GetFileName(partial)[..^"-partial".Length]}.man");
        byte[] bytes = File.ReadAllBytes(manifest);
        bytes[isNewer ? 12 : 60] += 40;
        File.WriteAllBytes(manifest, bytes);
        Write("file", "3");
        Assert.That(Take().Warnings.Select(warning => warning.Kind), Is.EqualTo(isNewer ? (WarningKind[])[WarningKind.StillUnfinished] : []));
        Assert.That(Directory.Exists(partial), Is.EqualTo(isNewer));
        // The next snapshot may have been given its name.
        Assert.That(File.Exists(manifest) && File.ReadAllBytes(manifest).SequenceEqual(bytes), Is.EqualTo(isNewer));
    }

    [Test]
    public void A_refused_renaming_leaves_the_manifest_that_the_next_writer_finishes_by()
    {
        Write("file", "1");
        Take();
        Write("file", "2");
        string away = Path.Combine(Work, "away"), partial = "";
        SnapshotCreation.Step = at =>
        {
            if (at == "publish")
                Directory.Move(partial = Directory.GetDirectories(Backups, "*-partial").Single(), away);
        };
        Assert.That(() => Store.Create(new SnapshotRequest { Captured = _ => { } }, null, CancellationToken.None), Throws.TypeOf<KitException>());
        SnapshotCreation.Step = null;
        Directory.Move(away, partial);
        Write("file", "3");
        Take();
        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "2", "3"]));
    }

    [Test]
    public void A_folder_that_the_disk_takes_for_another_does_not_stand_in_the_way_for_ever()
    {
        Assume.That(Mono.Unix.Native.Syscall.geteuid(), Is.Zero, "needs root: mounts a folder");
        Shell("echo 1 > file; mkdir -p Twin twin/deep zoo; echo 1 > Twin/upper; echo 1 > twin/deep/lower; ln twin/deep/lower zoo/linked; echo same > zoo/same", Source);
        Take();
        Shell("echo 2 > file; echo 2 > Twin/upper; echo 2 > twin/deep/lower", Source);
        StopAt("captured", new SnapshotRequest { Captured = _ => { } });
        // As where Twin and twin are one.
        string partial = Directory.GetDirectories(Backups, "*-partial").Single();
        Shell("rm -r twin; mkdir twin; mount --bind Twin twin", partial);
        SnapshotCreation.Step = at =>
        {
            if (at == "settled")
                Shell("umount twin", partial);
        };
        Shell("echo 3 > file", Source);
        Take();
        SnapshotInfo finished = Store.List()[1];
        Assert.That(Shell("cat file Twin/upper zoo/same", finished.Path), Is.EqualTo("2\n2\nsame\n"));
        Assert.That(PosixTree.NamesIn(finished.Path), Is.EquivalentTo((string[])["Twin", "file", "zoo"]));
        Assert.That(WarningsOf(finished.Id, WarningKind.NameTaken), Is.EqualTo((string[])["twin"]));
        Assert.That(WarningsOf(finished.Id, WarningKind.LostToInterruption), Is.EqualTo((string[])["zoo/linked"]), "its new content was in twin");
        Assert.That((finished.Facts!.Files, finished.Facts.Folders), Is.EqualTo((3, 3)));
        AssertTold(finished, ["zoo/linked"]);
        Assert.That(Shell("cat file twin/deep/lower", Store.List()[2].Path), Is.EqualTo("3\n2\n"));
    }

    [Test]
    public void A_cancellation_after_the_capture_loses_nothing()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        using var cancel = new CancellationTokenSource();
        Assert.That(() => Store.Create(new SnapshotRequest { Captured = _ => cancel.Cancel() }, null, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Store.List(), Has.Count.EqualTo(1));
        Write("file", "3");
        Take();
        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "2", "3"]));
    }

    private string[] WarningsOf(string id, WarningKind kind)
    {
        using OpenSnapshot snapshot = Store.Open(id, needsManifest: true, null, CancellationToken.None);
        return [.. snapshot.Manifest.Warnings.Where(warning => warning.Kind == kind).Select(warning => warning.Path.ToString()).Order(StringComparer.Ordinal)];
    }

    /// <summary>Ends the work there the way a killed process would: with nothing tidied up.</summary>
    private void StopAt(string step, SnapshotRequest request)
    {
        SnapshotCreation.Step = at =>
        {
            if (at == step)
                throw new TimeoutException(step);
        };
        try
        {
            Assert.That(() => Store.Create(request, null, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        }
        finally
        {
            SnapshotCreation.Step = null;
        }
    }
}
