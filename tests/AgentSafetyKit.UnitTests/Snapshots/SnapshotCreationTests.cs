using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class SnapshotCreationTests : SnapshotFixture
{
    [Test]
    public void A_snapshot_is_a_plain_copy_of_the_folder_with_everything_exact()
    {
        Shell("""
            mkdir -p a/b/empty deep; echo hello > a/file; printf '\xff\n' > "$(printf 'bad\xff\nname')"
            ln -s /etc/passwd link; ln a/file a/b/hard; mkfifo fifo; chmod 640 fifo; head -c 300000 /dev/urandom > big
            truncate -s 50M sparse; printf data | dd of=sparse bs=1 seek=20000000 conv=notrunc 2>/dev/null
            chmod 604 a/file; chmod 1755 a/b; touch -d '2001-02-03 04:05:06.123456789' a/file a/b/empty; touch -h -d '1999-01-01' link
            touch "$(printf 'n%.0s' $(seq 255))"; chmod 0555 deep
            """, Source);
        Assert.That(Syscall.setxattr(At("a/file"), "user.colour", "blue"u8.ToArray()), Is.Zero);
        // acl(5) as the kernel keeps it: version 2, then tag, permissions and id of the owner, user 1000, the group, the mask and others.
        Assert.That(Syscall.setxattr(At("big"), "system.posix_acl_access", Convert.FromHexString("02000000" + "01000600ffffffff" + "02000400e8030000" + "04000400ffffffff" + "10000400ffffffff" + "20000000ffffffff")), Is.Zero);
        SnapshotResult result = Take();
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SnapshotOutcome.Created));
            Assert.That(result.Warnings, Is.Empty);
            Assert.That(PosixTree.Describe(Source), Has.Some.Contains("system.posix_acl_access=").And.Some.Contains("user.colour=626c7565"));
            Assert.That(PosixTree.Describe(Snapshot(result), withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
            Assert.That(Partials(Backups), Is.Empty);
            Assert.That(long.Parse(Shell($"du -k {Snapshot(result)}/sparse | cut -f1"), System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(1000));
        });
    }

    [Test]
    public void Nothing_changed_means_no_new_snapshot_and_not_a_byte_written()
    {
        Write("a/b", "x");
        Write("c", "y");
        Take();
        Thread.Sleep(50);
        Take(); // clears what was racy
        string before = Shell($"find {Backups} -printf '%p %T@ %C@ %i\\n' | grep -v backup.pid | sort");
        SnapshotResult again = Take();
        Assert.That(again.Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Assert.That(Shell($"find {Backups} -printf '%p %T@ %C@ %i\\n' | grep -v backup.pid | sort"), Is.EqualTo(before));
        Assert.That(Store.List(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Unchanged_files_are_links_to_the_previous_snapshot_and_never_to_the_source()
    {
        Write("same", "same");
        Write("other", "one");
        string first = Snapshot(Take());
        Write("other", "two!");
        string second = Snapshot(Take());
        ulong Inode(string path) => Syscall.lstat(path, out Stat stat) == 0 ? stat.st_ino : 0;
        Assert.That(Inode(second + "/same"), Is.EqualTo(Inode(first + "/same")));
        Assert.That(Inode(second + "/same"), Is.Not.EqualTo(Inode(At("same"))));
        Assert.That(File.ReadAllText(first + "/other"), Is.EqualTo("one"));
        Assert.That(File.ReadAllText(second + "/other"), Is.EqualTo("two!"));
    }

    [Test]
    public void An_edit_that_hides_behind_the_old_size_and_time_is_seen()
    {
        Write("file", "aaaa");
        Take();
        Shell("cp -p file keep; printf bbbb > file; touch -r keep file; rm keep", Source);
        SnapshotResult result = Take();
        Assert.That(result.Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(File.ReadAllText(Snapshot(result) + "/file"), Is.EqualTo("bbbb"));
    }

    [Test]
    public void A_change_of_ctime_alone_is_no_change()
    {
        Write("file", "aaaa");
        Take();
        Shell("chmod 600 file; chmod 644 file; ln file ../elsewhere; rm ../elsewhere", Source);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [TestCase("chmod 600 file")]
    [TestCase("touch -d 2001-01-01 file")]
    [TestCase("attribute")]
    [TestCase("ln file second")]
    [TestCase("rm file; ln -s target file")]
    [TestCase("rm file; mkdir file")]
    [TestCase("mkdir empty")]
    [TestCase("chmod 700 folder")]
    [TestCase("rmdir folder")]
    [TestCase("ln -sf other link")]
    [TestCase("rm one; cp -p two one")]
    public void Every_kind_of_change_makes_a_snapshot_that_shows_it_and_leaves_the_older_one_as_it_was(string change)
    {
        Shell("echo x > file; mkdir folder; ln -s target link; echo y > one; ln one two; chmod 755 folder; chmod 644 file", Source);
        string first = Snapshot(Take());
        List<string> before = PosixTree.Describe(first);
        if (change == "attribute")
            Assert.That(Syscall.setxattr(At("file"), "user.x", [1]), Is.Zero);
        else
            Shell(change, Source);
        SnapshotResult second = Take();
        Assert.That(second.Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(PosixTree.Describe(Snapshot(second), withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
        Assert.That(PosixTree.Describe(first), Is.EqualTo(before));
    }

    [Test]
    public void A_lost_or_damaged_manifest_is_labelled_and_made_again_without_a_new_snapshot([Values] bool damaged)
    {
        Write("a/file", "content");
        Write("b", "more");
        Shell("ln a/file a/hard; ln -s x link", Source);
        string id = Take().Snapshot.Id;
        string manifest = Path.Combine(Backups, $".agsekit-{id}.man");
        if (damaged)
        {
            byte[] bytes = File.ReadAllBytes(manifest);
            File.WriteAllBytes(manifest, bytes[..(bytes.Length / 2)]);
        }
        else
        {
            File.Delete(manifest);
        }

        Assert.That(Store.List().Single().State, Is.EqualTo(damaged ? ManifestState.Damaged : ManifestState.Missing));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Assert.That(Store.List().Single().State, Is.EqualTo(ManifestState.Good));
        Assert.That(Store.List().Single().Facts!.IsRebuilt);
        Write("b", "changed");
        Assert.That(Take().Snapshot.Facts!.Sequence, Is.EqualTo(2));
    }

    [Test]
    public void A_flipped_bit_anywhere_in_a_manifest_never_leads_to_a_wrong_snapshot()
    {
        Write("a/file", "content");
        Write("b", "more");
        string id = Take().Snapshot.Id;
        string manifest = Path.Combine(Backups, $".agsekit-{id}.man");
        byte[] good = File.ReadAllBytes(manifest);
        for (int i = 0; i < good.Length; i += 7)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            File.WriteAllBytes(manifest, bad);
            Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), $"byte {i}");
        }
    }

    [Test]
    public void Facts_tell_why_and_how_much()
    {
        Write("a", "12345");
        Write("b", "123");
        Take();
        Write("a", "123456");
        Write("c", "x");
        File.Delete(At("b"));
        SnapshotFacts facts = Store.Create(new SnapshotRequest { Reason = SnapshotReason.AfterRun, RunId = "run-7" }, null, CancellationToken.None).Snapshot.Facts!;
        Assert.Multiple(() =>
        {
            Assert.That(facts.Reason, Is.EqualTo(SnapshotReason.AfterRun));
            Assert.That(facts.RunId, Is.EqualTo("run-7"));
            Assert.That((facts.Added, facts.Changed, facts.Deleted), Is.EqualTo((1, 1, 1)));
            Assert.That((facts.Files, facts.Folders, facts.TotalBytes, facts.CopiedBytes), Is.EqualTo((2, 1, 7L, 7L)));
            Assert.That(facts.Sequence, Is.EqualTo(2));
        });
    }

    [Test]
    public void Names_never_go_backwards_when_the_clock_does()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var ids = new List<string>();
        foreach (int minutes in (int[])[0, 0, -30, 0, 1])
        {
            clock.Now += TimeSpan.FromMinutes(minutes);
            Write("file", $"{ids.Count}");
            ids.Add(NewStore(clock).Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id);
        }

        Assert.That(ids, Is.EqualTo((string[])["20260301-120000", "20260301-120000-2", "20260301-120000-3", "20260301-120000-4", "20260301-120000-5"]));
        Assert.That(Store.List().Select(snapshot => snapshot.Id), Is.EqualTo(ids));
    }

    [Test]
    public void A_source_that_is_missing_or_suddenly_empty_or_mostly_gone_is_refused()
    {
        for (int i = 0; i < 250; i++)
            Write($"f{i}", "x");
        Take();
        for (int i = 0; i < 120; i++)
            File.Delete(At($"f{i}"));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created), "under a half is somebody's work");
        for (int i = 120; i < 240; i++)
            File.Delete(At($"f{i}"));
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Assert.That(TakeAnyway().Outcome, Is.EqualTo(SnapshotOutcome.Created));
        for (int i = 240; i < 250; i++)
            File.Delete(At($"f{i}"));
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
        Directory.Delete(Source);
        Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderMissing));
        Assert.That(Store.List(), Has.Count.EqualTo(3));
    }

    [Test]
    public void After_an_undo_what_was_undone_is_no_loss([Values("undone at once", "snapshots in between", "to an empty folder", "undone and redone")] string history)
    {
        if (history != "to an empty folder")
            Write("mine", "x");
        string before = Take().Snapshot.Id;
        Shell("mkdir gen; for i in $(seq 250); do echo $i > gen/$i; done", Source);
        if (history == "snapshots in between")
            Take(SnapshotReason.AfterRun);
        RestoreResult undone = RestoreAll(before, safety: true);
        if (history == "undone and redone")
        {
            RestoreAll(undone.SafetySnapshot!.Id, safety: true);
            Assert.That(Directory.GetFiles(At("gen")), Has.Length.EqualTo(250));
            RestoreAll(before, safety: true);
        }

        Assert.That(Take(SnapshotReason.BeforeRun).Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [Test]
    public void After_an_undo_a_folder_that_is_emptied_is_refused_by_what_was_restored()
    {
        for (int i = 0; i < 250; i++)
            Write($"f{i}", "x");
        string before = Take().Snapshot.Id;
        Shell("for i in $(seq 300); do echo $i > agent$i; done", Source);
        RestoreAll(before, safety: true);
        Shell("rm f*; echo other > other", Source);
        KitException refused = Assert.Throws<KitException>(() => Take())!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.SourceEmptied));
        Assert.That(refused.Cause.English, Does.StartWith($"250 of the 250 files of snapshot {before} are gone"));
        Assert.That(refused.Fix.English, Does.Contain($"restore {before}"), "and not what was undone");
        Assert.That(TakeAnyway().Outcome, Is.EqualTo(SnapshotOutcome.Created));
    }

    [Test]
    public void Snapshots_brought_back_into_another_folder_are_no_loss_of_this_one([Values] bool isEmptied)
    {
        Write("mine", "x");
        string taken = Take().Snapshot.Id;
        string other = Path.Combine(Work, "other");
        Shell($"mkdir {other}; for i in $(seq 250); do echo $i > {other}/$i; done");
        var store = new SnapshotStore(new SnapshotStoreSpec { Source = other, BackupFolder = Backups }, TimeProvider.System);
        store.Restore(store.PlanRestore(new RestoreRequest { Id = taken, AcceptsOtherFolder = true }, null, CancellationToken.None), true, null, CancellationToken.None);
        if (isEmptied)
        {
            File.Delete(At("mine"));
            Assert.That(() => Take(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SourceEmptied));
            return;
        }

        Write("more", "y");
        SnapshotResult result = Take();
        Assert.That(PosixTree.NamesIn(Snapshot(result)), Is.EquivalentTo((string[])["mine", "more"]));
    }

    [Test]
    public void A_backup_folder_inside_above_or_at_the_source_is_refused_also_through_links()
    {
        Write("sub/file", "x");
        Directory.CreateSymbolicLink(Path.Combine(Work, "alias"), At("sub"));
        foreach (string backups in (string[])[Source, Work, At("sub/backups"), At("not/there/yet"), Path.Combine(Work, "alias"), Path.Combine(Work, "alias", "new")])
        {
            Assert.That(
                () => NewStore(backups: backups).Create(new SnapshotRequest(), null, CancellationToken.None),
                Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused),
                backups);
        }

        Assert.That(Directory.GetFileSystemEntries(Source), Has.Length.EqualTo(1));
        Assert.That(Directory.GetFileSystemEntries(At("sub")), Has.Length.EqualTo(1));
    }

    [Test]
    public void What_a_dead_writer_left_is_swept_and_nothing_else()
    {
        Write("file", "x");
        string kept = Take().Snapshot.Id;
        Shell("mkdir -p 20200101-000000-partial/a; chmod 0 20200101-000000-partial/a; touch .agsekit-20200101-000000.man .agsekit-x.man.1.2.tmp; mkdir notes-partial other; touch readme", Backups);
        Write("file", "y");
        string made = Take().Snapshot.Id;
        Assert.That(
            Directory.GetFileSystemEntries(Backups).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
            Is.EquivalentTo((string[])[$".agsekit-{kept}.man", $".agsekit-{made}.man", kept, made, "backup.pid", "notes-partial", "other", "readme"]));
    }

    [Test]
    public void Sockets_and_devices_are_named_and_not_stored_and_setuid_bits_are_cleared_on_the_disk()
    {
        Assume.That(Syscall.geteuid(), Is.Zero, "needs root: makes a device node");
        Shell("mknod zero c 1 5; echo x > tool; chmod 6755 tool", Source);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(At("sock")));
        SnapshotResult result = Take();
        Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EquivalentTo((
            (WarningKind, string)[])[(WarningKind.DeviceSkipped, "zero"), (WarningKind.SocketSkipped, "sock")]));
        Assert.That(PosixTree.NamesIn(Snapshot(result)), Is.EqualTo((string[])["tool"]));
        Assert.That(Shell($"stat -c %a {Snapshot(result)}/tool").Trim(), Is.EqualTo("755"));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Assert.That(Plan(result.Snapshot.Id).IsEmpty, "what is not stored is not to be deleted");
    }

    [Test]
    public void A_cancelled_snapshot_leaves_no_partial()
    {
        for (int i = 0; i < 50; i++)
            Write($"d{i}/file", new string('x', 1000));
        using var cancel = new CancellationTokenSource();
        SnapshotCreation.Step = step =>
        {
            if (step == "flush")
                cancel.Cancel();
        };
        try
        {
            Assert.That(() => Store.Create(new SnapshotRequest(), null, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        Assert.That(Directory.GetFileSystemEntries(Backups).Select(Path.GetFileName), Is.EqualTo((string[])["backup.pid"]));
    }

    [Test]
    public void A_second_writer_is_told_who_holds_the_folder_or_waits()
    {
        Write("file", "x");
        Take();
        using (AgentSafetyKit.Storage.FileLock hold = AgentSafetyKit.Storage.FileLock.TryTake(Path.Combine(Backups, "backup.pid"))!)
        {
            Assert.That(
                () => Store.Create(new SnapshotRequest { WaitsForLock = false }, null, CancellationToken.None),
                Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.Busy));
        }

        Write("file", "y");
        Task<SnapshotResult>[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Take()))];
        Task.WaitAll(writers);
        Assert.That(writers.Count(writer => writer.Result.Outcome == SnapshotOutcome.Created), Is.EqualTo(1));
        Assert.That(Store.List(), Has.Count.EqualTo(2));
    }

    [Test]
    public void Paths_longer_than_any_path_string_work_both_ways()
    {
        string name = new('d', 200);
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(name), 0];
        FolderHandle.Open(Source, out FolderHandle root);
        using (root)
        {
            using var cursor = new FolderCursor(root);
            for (int i = 0; i < 300; i++)
            {
                cursor.Current.MakeFolder(bytes).Check("mkdirat");
                cursor.Enter(bytes).Check("openat");
            }

            cursor.Current.CreateFile("bottom\0"u8, out FileHandle bottom).Check("openat");
            using (bottom)
                bottom.WriteAt("deep"u8, 0).Check("pwrite");
        }

        SnapshotResult result = Take();
        Assert.That(result.Snapshot.Facts!.Folders, Is.EqualTo(301));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Shell($"mv {name} x; mkdir -p {name}", Source);
        RestoreAll(result.Snapshot.Id);
        Assert.That(Plan(result.Snapshot.Id).IsEmpty);
        Assert.That(PosixTree.NamesIn(Source), Is.EqualTo((string[])[name]));
    }
}
