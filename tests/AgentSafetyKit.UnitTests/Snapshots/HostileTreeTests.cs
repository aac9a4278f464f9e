using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Somebody works against the snapshot or the restore while it runs, or the disk does.</summary>
internal sealed class HostileTreeTests : SnapshotFixture
{
    private const string Canary = "canary-2f1c9e";

    [Test]
    public void A_part_of_the_path_that_became_a_link_is_followed_by_nothing([Values("sub", "")] string swapped)
    {
        string top = At("top"), folder = Path.Combine(top, "sub"), victim = Path.Combine(Work, "victim"), place = Path.Combine(top, swapped).TrimEnd('/');
        SnapshotStore StoreOf(string source) => new(new SnapshotStoreSpec { Source = source, BackupFolder = Backups }, TimeProvider.System);
        Write("top/sub/key", "agent");
        string id = StoreOf(folder).Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        Directory.CreateDirectory(Path.Combine(victim, "sub"));
        File.WriteAllText(Path.Combine(victim, "id"), "secret");
        File.WriteAllText(Path.Combine(victim, "sub", "id"), "secret");
        Directory.Move(place, place + "-old");
        Directory.CreateSymbolicLink(place, victim);
        string real = Path.Combine(victim, swapped.Length == 0 ? "sub" : "");
        foreach (string source in (string[])[folder, real.TrimEnd('/')])
        {
            Assert.That(() => StoreOf(source).Create(new SnapshotRequest(), null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused), source);
            Assert.That(() => StoreOf(source).PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused), source);
        }

        Assert.That(PosixTree.NamesIn(victim), Is.EquivalentTo((string[])["id", "sub"]));
    }

    [Test]
    public void Folders_swapped_for_links_during_snapshots_and_restores_lead_nowhere()
    {
        string canary = Path.Combine(Work, "canary");
        Directory.CreateDirectory(canary);
        for (int i = 0; i < 20; i++)
            File.WriteAllText(Path.Combine(canary, $"f{i}"), Canary);
        for (int i = 0; i < 200; i++)
            Write($"d{i % 10}/f{i / 10}", $"content {i}");
        string id = Take().Snapshot.Id;
        List<string> canaryBefore = PosixTree.Describe(canary);
        using var stop = new CancellationTokenSource();
        var swapper = new Thread(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                string folder = At($"d{i % 10}"), aside = folder + "-aside", file = At($"d{(i + 5) % 10}/f1");
                _ = Syscall.rename(folder, aside);
                _ = Syscall.symlink(canary, folder);
                _ = Syscall.unlink(file);
                _ = Syscall.symlink(canary + "/f1", file);
                Thread.Yield();
                _ = Syscall.unlink(folder);
                _ = Syscall.rename(aside, folder);
            }
        });
        swapper.Start();
        try
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (int i = 0; watch.Elapsed < TimeSpan.FromSeconds(6); i++)
            {
                TakeAnyway();
                RestoreAll(id);
            }
        }
        finally
        {
            stop.Cancel();
            swapper.Join();
        }

        Assert.That(PosixTree.Describe(canary), Is.EqualTo(canaryBefore));
        Assert.That(Try($"grep -rl {Canary} {Backups}").OutputText, Is.Empty);
        RestoreAll(id);
        Assert.That(Plan(id).IsEmpty);
    }

    [Test]
    public void A_file_that_never_stops_changing_is_kept_as_torn_and_copied_again_when_it_rests()
    {
        IReadOnlyList<TimeSpan> pauses = EntryCopier.Pauses;
        EntryCopier.Pauses = [TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5)];
        File.WriteAllBytes(At("busy"), new byte[6 << 20]);
        SnapshotResult result;
        try
        {
            result = Store.Create(new SnapshotRequest(), new Meddler(At("busy")), CancellationToken.None);
        }
        finally
        {
            EntryCopier.Pauses = pauses;
        }

        Assert.That(result.Warnings.Single().Kind, Is.EqualTo(WarningKind.Torn));
        SnapshotResult rested = Take();
        Assert.That(rested.Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(rested.Warnings, Is.Empty);
        Assert.That(File.ReadAllBytes(Snapshot(rested) + "/busy"), Is.EqualTo(File.ReadAllBytes(At("busy"))));
    }

    [Test]
    public void What_can_not_be_read_is_kept_from_the_previous_snapshot_and_does_not_stop_the_next_ones()
    {
        Assume.That(Syscall.geteuid(), Is.Zero, "needs root: plays another user");
        Shell("echo old > secret; mkdir -p closed/inner; echo deep > closed/inner/file; echo 1 > open", Source);
        Take();
        Shell($"chmod 755 {Work}; chmod 0 secret closed; echo 2 > open; echo new > never; chmod 0 never; chown -R 1000 {Backups}", Source);
        SnapshotResult second = PlayedUser.Run(1000, () => Take());
        Assert.That(second.Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That((second.Snapshot.Facts!.Added, second.Snapshot.Facts.Changed), Is.EqualTo((0, 1)), "what could not be read is not counted as new or changed");
        Assert.That(second.Warnings.Where(warning => warning.Kind is WarningKind.Unreadable or WarningKind.UnreadableKeptOld).Select(warning => (warning.Kind, warning.Path.ToString())), Is.EquivalentTo((
            (WarningKind, string)[])[(WarningKind.UnreadableKeptOld, "secret"), (WarningKind.UnreadableKeptOld, "closed"), (WarningKind.Unreadable, "never")]));
        Assert.That(Shell("cat secret closed/inner/file open", Snapshot(second)), Is.EqualTo("old\ndeep\n2\n"));
        Assert.That(PlayedUser.Run(1000, () => Take()).Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), "a permission alone is no change every time");
        Shell("chmod 644 secret never; chmod 755 closed; echo fresh > secret", Source);
        SnapshotResult third = PlayedUser.Run(1000, () => Take());
        Assert.That(third.Warnings.Where(warning => warning.Kind != WarningKind.OwnerLost), Is.Empty);
        Assert.That(Shell("cat secret closed/inner/file open never", Snapshot(third)), Is.EqualTo("fresh\ndeep\n2\nnew\n"));
    }

    [Test]
    public void A_folder_that_can_not_be_listed_is_refused_and_no_snapshot_of_nothing_is_made()
    {
        Assume.That(Syscall.geteuid(), Is.Zero, "needs root: plays another user");
        Shell($"echo 1 > file; chmod 755 {Work}; chmod 700 {Source}; mkdir -m 700 {Backups}; chown 1000 {Backups}", Source);
        KitException error = PlayedUser.Run(1000, () => Assert.Throws<KitException>(() => Take())!);
        Assert.That((error.Code, error.Cause.English), Is.EqualTo((ErrorCode.PermissionDenied, "you have no right to it (EACCES)")));
        Assert.That(Directory.GetFileSystemEntries(Backups), Is.Empty);
    }

    [Test]
    public void A_full_disk_leaves_the_older_snapshots_and_no_partial_and_says_the_sizes()
    {
        string disk = SmallDisk("size=8m");
        try
        {
            SnapshotStore store = NewStore(backups: Path.Combine(disk, "backups"));
            Write("small", "x");
            SnapshotResult first = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            File.WriteAllBytes(At("large"), [.. Enumerable.Repeat((byte)7, 20 << 20)]);
            KitException error = Assert.Throws<KitException>(() => store.Create(new SnapshotRequest(), null, CancellationToken.None))!;
            Assert.That(error.Code, Is.EqualTo(ErrorCode.NoSpace));
            Assert.That(error.Cause.English, Does.Contain("needed: 20 MB"));
            File.Delete(At("large"));
            for (int i = 0; i < 30; i++)
                File.WriteAllBytes(At($"f{i}"), [.. Enumerable.Repeat((byte)7, 500_000)]);
            var greedy = new Greedy(Path.Combine(disk, "filler"));
            error = Assert.Throws<KitException>(() => store.Create(new SnapshotRequest(), greedy, CancellationToken.None))!;
            Assert.That(error.Code, Is.EqualTo(ErrorCode.NoSpace));
            Assert.That(Directory.GetDirectories(Path.Combine(disk, "backups")), Is.EqualTo((string[])[first.Snapshot.Path]));
            Assert.That(Partials(Path.Combine(disk, "backups")), Is.Empty);
        }
        finally
        {
            Shell($"umount {disk}");
        }
    }

    [Test]
    public void A_disk_without_hard_links_gets_full_copies_and_says_so_once()
    {
        Write("file", "content");
        Write("other", "1");
        string first = Snapshot(Take());
        // Over the border of a mount link(2) answers EXDEV, as between two disks.
        if (Try($"mount --bind {first} {first}").ExitCode != 0)
            Assert.Ignore("a folder can not be mounted here (needs root)");
        try
        {
            Write("other", "2");
            SnapshotResult second = Take();
            Assert.That(second.Warnings.Select(warning => warning.Kind), Is.EqualTo((WarningKind[])[WarningKind.NoLinks]));
            Assert.That(Shell("cat file other", Snapshot(second)), Is.EqualTo("content2"));
        }
        finally
        {
            Shell($"umount {first}");
        }
    }

    [Test]
    public void The_space_that_must_stay_free_is_kept_free()
    {
        Write("file", "x");
        Assert.That(
            () => NewStore(minFree: new ByteSize(1L << 60)).Create(new SnapshotRequest(), null, CancellationToken.None),
            Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.NoSpace));
        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void Another_file_system_mounted_in_the_source_is_left_out_and_left_alone()
    {
        Write("file", "x");
        Directory.CreateDirectory(At("mounted"));
        string disk = SmallDisk("size=1m", At("mounted"));
        try
        {
            File.WriteAllText(Path.Combine(disk, "inside"), "inside");
            SnapshotResult result = Take();
            Assert.That(result.Warnings.Single().Kind, Is.EqualTo(WarningKind.OtherFileSystem));
            Assert.That(PosixTree.NamesIn(Snapshot(result) + "/mounted"), Is.Empty);
            Write("file", "y");
            RestoreAll(result.Snapshot.Id);
            Assert.That(File.ReadAllText(Path.Combine(disk, "inside")), Is.EqualTo("inside"));
        }
        finally
        {
            Shell($"umount {disk}");
        }
    }

    [Test]
    public void A_crash_at_any_step_leaves_whole_snapshots_only_and_the_next_run_goes_on([Values("begin", "copy", "link", "flush", "manifest", "publish", "published")] string step)
    {
        Write("file", "1");
        string first = Take().Snapshot.Id;
        Write("file", "2");
        string crashed = CrashAt(step, () => Take());
        SnapshotStore after = NewStore(backups: crashed);
        foreach (SnapshotInfo snapshot in after.List())
        {
            Assert.That(snapshot.State, Is.EqualTo(ManifestState.Good));
            Assert.That(File.ReadAllText(Path.Combine(snapshot.Path, "file")), Is.EqualTo(snapshot.Id == first ? "1" : "2"));
        }

        SnapshotResult next = after.Create(new SnapshotRequest(), null, CancellationToken.None);
        Assert.That(next.Outcome, Is.EqualTo(step == "published" ? SnapshotOutcome.Unchanged : SnapshotOutcome.Created));
        Assert.That(after.List(), Has.Count.EqualTo(2));
        Assert.That(Partials(crashed), Is.Empty);
        Assert.That(Directory.GetFiles(crashed, ".agsekit-*.man"), Has.Length.EqualTo(2));
    }

    [Test]
    public void Rsync_finds_no_difference_between_its_own_copy_and_a_snapshot([Range(1, 6)] int seed)
    {
        if (!HasTool("rsync"))
            Assert.Ignore("rsync is missing");
        var tree = new RandomTree(Source, new Random(seed));
        tree.Grow(80);
        TakeAnyway();
        tree.Edit(20);
        SnapshotResult result = TakeAnyway();
        string copy = Path.Combine(Work, "rsync");
        Shell($"rsync -aHAX --delete {Source}/ {copy}/");
        Assert.That(Shell($"chmod --reference={copy} {Snapshot(result)}; rsync -naicHAX --delete {copy}/ {Snapshot(result)}/"), Is.Empty);
    }

    [Test]
    public void A_file_linked_more_often_than_the_disk_allows_is_copied_and_linked_on()
    {
        string image = Path.Combine(Work, "image"), disk = Path.Combine(Work, "ext4");
        Assume.That(Syscall.geteuid(), Is.Zero, "needs root: mounts a file system");
        Shell($"truncate -s 64M {image} && mkfs.ext4 -q -N 3000 {image} && mkdir {disk} && mount -o loop {image} {disk}");
        try
        {
            SnapshotStore store = NewStore(backups: Path.Combine(disk, "backups"));
            Write("file", "content");
            Write("other", "1");
            SnapshotResult first = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            string fill = Path.Combine(disk, "links");
            Directory.CreateDirectory(fill);
            int links = 0;
            while (Syscall.link(first.Snapshot.Path + "/file", $"{fill}/{links}") == 0)
                links++;
            Assert.That(links, Is.GreaterThan(60_000));
            Write("other", "2");
            SnapshotResult second = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            Assert.That(File.ReadAllText(second.Snapshot.Path + "/file"), Is.EqualTo("content"));
            Assert.That(second.Warnings, Is.Empty);
            Write("other", "3");
            SnapshotResult third = store.Create(new SnapshotRequest(), null, CancellationToken.None);
            Assert.That(Shell($"stat -c %i {second.Snapshot.Path}/file {third.Snapshot.Path}/file | uniq | wc -l").Trim(), Is.EqualTo("1"));
        }
        finally
        {
            Shell($"umount {disk}");
        }
    }

    private string SmallDisk(string options, string? at = null)
    {
        string disk = at ?? Path.Combine(Work, "disk");
        Directory.CreateDirectory(disk);
        if (Try($"mount -t tmpfs -o {options} tmpfs {disk}").ExitCode != 0)
            Assert.Ignore("a tmpfs can not be mounted here (needs root)");
        return disk;
    }

    /// <summary>Writes a byte whenever some of the file has been copied.</summary>
    private sealed class Meddler(string file) : IProgress<WorkProgress>
    {
        private byte _count;

        public void Report(WorkProgress value)
        {
            if (value.Unit != ProgressUnit.Bytes || value.Done == 0)
                return;
            using FileStream stream = File.OpenWrite(file);
            stream.WriteByte(++_count);
        }
    }

    /// <summary>Takes the space away as soon as copying has begun.</summary>
    private sealed class Greedy(string file) : IProgress<WorkProgress>
    {
        private bool _took;

        public void Report(WorkProgress value)
        {
            if (_took || value.Unit != ProgressUnit.Bytes || value.Done == 0)
                return;
            _took = true;
            _ = Try($"head -c 20M /dev/zero > {file}");
        }
    }
}
