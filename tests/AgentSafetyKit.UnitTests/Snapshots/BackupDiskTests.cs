using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Disks that can less than ext4, and limits on what may be written.</summary>
internal sealed class BackupDiskTests : SnapshotFixture
{
    [TestCase("copy", Description = "FAT: new files are copied")]
    [TestCase("link", Description = "a folder of ext4 with casefold: unchanged ones are linked")]
    public void A_disk_that_takes_two_names_for_one_never_mixes_two_files_up(string step)
    {
        Shell("echo upper > Read; echo other > other; mkdir -p sub; echo deep > sub/file", Source);
        if (step == "link")
            Shell("echo lower > read", Source);
        SnapshotResult first = Take();
        Shell("echo lower > read; touch -d 2020-02-02 read; echo changed > other", Source);
        if (step == "link")
            Take();
        Write("new", "new");
        // Where Read and read are one, the second finds the name taken; here somebody takes it beforehand.
        SnapshotResult taken = At(step, partial => File.WriteAllText(Path.Combine(partial, "read"), "upper"), () => Take());
        Assert.That(taken.Warnings.Where(warning => warning.Kind == WarningKind.NameTaken).Select(warning => warning.Path.ToString()), Is.EqualTo((string[])["read"]));
        Assert.That(Shell("cat Read other sub/file", taken.Snapshot.Path), Is.EqualTo("upper\nchanged\ndeep\n"));
        SnapshotResult again = Take();
        Assert.That(again.Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), "each time the same is no change");
        Assert.That(again.Warnings.Select(warning => warning.Kind), Has.Member(WarningKind.NameTaken), "but it is said each time");
        Assert.That(first.Warnings, Is.Empty);
    }

    [Test]
    public void Two_folders_that_the_disk_takes_for_one_are_refused()
    {
        Write("SUB/a", "1");
        Write("sub/b", "2");
        Assert.That(
            () => At("copy", partial => Directory.CreateDirectory(Path.Combine(partial, "sub")), () => Take()),
            Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
        Assert.That(Directory.GetFileSystemEntries(Backups).Select(Path.GetFileName), Is.EqualTo((string[])["backup.pid"]));
    }

    [Test]
    public void More_new_bytes_or_more_names_than_allowed_are_not_copied_and_the_earlier_snapshots_stay()
    {
        var spec = new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, MaxNewBytes = new ByteSize(1 << 20), MaxFiles = 20 };
        SnapshotStore store = new(spec, TimeProvider.System);
        File.WriteAllBytes(At("first"), new byte[3 << 20]);
        Shell("head -c 3M /dev/urandom > first", Source);
        store.Create(new SnapshotRequest(), null, CancellationToken.None);
        Shell("head -c 2M /dev/urandom > junk", Source);
        KitException error = Assert.Throws<KitException>(() => store.Create(new SnapshotRequest(), null, CancellationToken.None))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.SnapshotTooLarge));
        Assert.That(error.Cause.English, Does.Contain("2 MB").And.Contain("1 MB"));
        File.Delete(At("junk"));
        for (int i = 0; i < 20; i++)
            Write($"f{i}", "x");
        Assert.That(() => store.Create(new SnapshotRequest(), null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotTooLarge));
        Assert.That(store.List(), Has.Count.EqualTo(1));
        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void Limits_stand_neither_in_the_way_of_a_restore_nor_of_who_accepts_any_size()
    {
        SnapshotStore store = new(new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, MaxNewBytes = new ByteSize(1 << 20), MaxFiles = 3 }, TimeProvider.System);
        Write("a", "good");
        string id = store.Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        Write("a", "bad");
        Shell("head -c 2M /dev/urandom > junk; touch b c d e", Source);
        Assert.That(() => store.Create(new SnapshotRequest(), null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotTooLarge));
        RestorePlan plan = store.PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None);
        string safety = store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None).SafetySnapshot!.Id;
        Assert.That((File.ReadAllText(At("a")), Directory.GetFiles(Source).Length), Is.EqualTo(("good", 1)));
        Assert.That(new FileInfo(Path.Combine(Backups, safety, "junk")).Length, Is.EqualTo(2 << 20));
        Shell("head -c 2M /dev/urandom > more", Source);
        Assert.That(store.Create(new SnapshotRequest { AcceptsAnySize = true }, null, CancellationToken.None).Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void A_file_that_is_too_large_is_left_out_and_named_and_is_no_change_each_time()
    {
        SnapshotStore store = new(
            new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, MaxFileSize = new ByteSize(1 << 20), LargeFileSize = new ByteSize(100_000) }, TimeProvider.System);
        SnapshotResult Make() => store.Create(new SnapshotRequest(), null, CancellationToken.None);
        Write("small", "x");
        Shell("head -c 2M /dev/urandom > huge; head -c 200K /dev/urandom > large", Source);
        SnapshotResult first = Make();
        Assert.That(first.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EquivalentTo(((WarningKind, string)[])[(WarningKind.TooLarge, "huge"), (WarningKind.LargeFile, "large")]));
        Assert.That(PosixTree.NamesIn(first.Snapshot.Path), Is.EquivalentTo((string[])["large", "small"]));
        Assert.That(Make().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Shell("head -c 2M /dev/urandom > small", Source);
        Assert.That(PosixTree.NamesIn(Make().Snapshot.Path), Is.EqualTo((string[])["large"]), "grown beyond the limit");
        Shell("echo small again > huge", Source);
        Assert.That(PosixTree.NamesIn(Make().Snapshot.Path), Is.EquivalentTo((string[])["huge", "large"]));
    }

    [Test]
    public void A_tree_full_of_restless_files_is_copied_in_seconds()
    {
        for (int i = 0; i < 60; i++)
            Write($"d{i % 5}/f{i:00}", "x");
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
                File.WriteAllText(At($"d{i % 5}/f{i % 60:00}"), new string('x', i % 70));
        });
        writer.Start();
        try
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Take();
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(40)));
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
    }

    [Test]
    public void A_file_of_many_names_that_reaches_the_limit_of_links_goes_on_in_a_second_file()
    {
        string disk = Disk("mkfs.ext4 -q -N 3000");
        try
        {
            SnapshotStore store = NewStore(backups: disk + "/backups");
            Shell("echo content > a; for i in $(seq 20); do ln a b$i; done; echo 1 > other", Source);
            SnapshotResult first = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            Shell($"mkdir links; python3 -c \"import os\nfor i in range(64960): os.link('{first.Snapshot.Path}/a', 'links/%d' % i)\"", disk);
            Write("other", "2");
            SnapshotResult second = null!;
            for (int i = 0; i < 3; i++)
            {
                Write("other", $"again {i}");
                second = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            }

            Assert.That(Shell("cat a b* | uniq -c", second.Snapshot.Path).Trim(), Is.EqualTo("21 content"));
            Assert.That(int.Parse(Shell("stat -c %i a b* | sort -u | wc -l", second.Snapshot.Path), System.Globalization.CultureInfo.InvariantCulture), Is.LessThanOrEqualTo(2));
            Assert.That(store.Create(new SnapshotRequest(), null, CancellationToken.None).Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        }
        finally
        {
            Shell($"umount {disk}");
        }
    }

    [Test]
    public void Damage_in_the_previous_snapshot_is_not_copied_as_if_it_were_sound([Values] bool sourceIsLost)
    {
        string disk = Disk("mkfs.ext4 -q -N 3000");
        try
        {
            SnapshotStore store = NewStore(backups: disk + "/backups");
            Shell("echo content > a; echo 1 > other", Source);
            SnapshotResult first = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            // Nothing is too young to be trusted, no further link to it is possible, and it is not what it was.
            Thread.Sleep(50);
            store.Create(new SnapshotRequest(), null, CancellationToken.None);
            Shell($"mkdir links; python3 -c \"import os\nfor i in range(64999): os.link('{first.Snapshot.Path}/a', 'links/%d' % i)\"; echo damaged | cut -c 1-7 > {first.Snapshot.Path}/a; touch -r {At("a")} {first.Snapshot.Path}/a", disk);
            Write("other", "2");
            SnapshotResult second = store.Create(new SnapshotRequest { Captured = sourceIsLost ? _ => Shell("echo foreign > a", Source) : _ => { } }, null, CancellationToken.None);
            Assert.That(second.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.PreviousDamaged, "a")]));
            string wanted = sourceIsLost ? "damaged\n" : "content\n";
            Assert.That(Shell("cat a", second.Snapshot.Path), Is.EqualTo(wanted), "what there is of it, or what it should be; never what came after the capture");
            VerifyResult verified = new SnapshotVerifier(store, null, CancellationToken.None).Verify([second.Snapshot.Id]);
            Assert.That(verified.IsDamaged, Is.EqualTo(sourceIsLost));
        }
        finally
        {
            Shell($"umount {disk}");
        }
    }

    [Test]
    public void A_file_that_takes_the_place_of_a_first_name_while_copying_is_not_what_its_other_names_become([Values("copy", "gone")] string moment)
    {
        Shell("echo old > a; ln a b; ln a c; ln a d; echo 1 > other", Source);
        SnapshotResult result = At("copy", _ => Shell(moment == "gone" ? "rm a; rm b; echo new > b" : "echo new > a.new; mv a.new a", Source), () => Take());
        string expected = moment == "gone" ? "new old old" : "new old old old";
        Assert.That(Shell(moment == "gone" ? "echo $(cat b c d)" : "echo $(cat a b c d)", result.Snapshot.Path).Trim(), Is.EqualTo(expected));
        Assert.That(Shell("stat -c %i c d | uniq | wc -l", result.Snapshot.Path).Trim(), Is.EqualTo("1"), "the others are still one file");
        Take();
        Assert.That(PosixTree.Describe(Store.List()[^1].Path, withRootMode: false)[1..], Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)[1..]));
    }

    private string Disk(string format)
    {
        string disk = Path.Combine(Work, "disk");
        Directory.CreateDirectory(disk);
        if (Try($"truncate -s 64M {disk}.image && {format} {disk}.image && mount -o loop {disk}.image {disk}").ExitCode != 0)
            Assert.Ignore($"no such file system can be made and mounted here: {format}");
        Shell("mkdir -m 700 backups", disk);
        return disk;
    }

    private SnapshotResult At(string step, Action<string> work, Func<SnapshotResult> snapshot)
    {
        SnapshotCreation.Step = at =>
        {
            if (at == step)
                work(Directory.GetDirectories(Backups, "*-partial").Single());
        };
        try
        {
            return snapshot();
        }
        finally
        {
            SnapshotCreation.Step = null;
        }
    }

    [Test]
    public void What_was_cut_off_in_a_damaged_snapshot_is_not_carried_into_the_one_that_mends_it()
    {
        Write("folder/file", "1");
        Write("folder/cut", "all of it");
        Write("edited", "as it was");
        Shell("sleep 0.1"); // old enough to be believed unread
        string id = Take().Snapshot.Id;
        Shell($"cd {id}; rm folder/file; : > folder/cut; echo something else > edited", Backups);
        SnapshotResult again = Take();
        Assert.That(Shell("cat folder/file folder/cut edited", Snapshot(again)), Is.EqualTo("1all of itas it was"));
        Assert.That(new SnapshotVerifier(Store, null, CancellationToken.None).Verify([again.Snapshot.Id]).IsProved, Is.True);
    }

    [Test]
    public void What_was_only_touched_in_a_damaged_snapshot_has_its_time_again_in_the_one_that_mends_it()
    {
        Write("f1", "1");
        Write("f2", "2");
        Write("f3", "3");
        Shell("sleep 0.1"); // old enough to be believed unread
        string id = Take().Snapshot.Id;
        Shell($"cd {id}; touch -d 2001-02-03 f1; rm f3", Backups);
        SnapshotResult again = Take();
        Assert.That(new SnapshotVerifier(Store, null, CancellationToken.None).Verify([again.Snapshot.Id]).IsProved, Is.True);
        Assert.That(File.GetLastWriteTimeUtc(Path.Combine(Snapshot(again), "f1")), Is.EqualTo(File.GetLastWriteTimeUtc(Path.Combine(Source, "f1"))));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [Test]
    public void A_newest_snapshot_that_somebody_emptied_is_no_reason_to_say_that_nothing_changed([Values("rm -rf $ID/*", "rm -r $ID/folder", "rm $ID/folder/file", "rm -r $ID/folder; echo x > $ID/folder")] string damage)
    {
        Write("file", "1");
        Write("folder/file", "2");
        Shell("sleep 0.1"); // old enough to be believed unread
        string id = Take().Snapshot.Id;
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Shell($"ID={id}; {damage}", Backups);
        SnapshotResult again = Take();
        Assert.That(again.Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(Shell("cat file folder/file", Snapshot(again)), Is.EqualTo("12"));
        Assert.That(again.Warnings[0].Kind, Is.EqualTo(WarningKind.NewestDamaged));
        Assert.That(again.Warnings[0].Place, Is.EqualTo(Path.Combine(Backups, id)));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }
}
