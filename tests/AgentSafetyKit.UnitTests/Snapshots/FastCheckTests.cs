using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>The check that takes over what did not change finds exactly what a visit of every folder finds.</summary>
internal sealed class FastCheckTests : SnapshotFixture
{
    private int _taken;

    [Test]
    public void The_short_way_and_the_long_way_find_the_same()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Round).Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithEndSize(int.MaxValue / 2));
        Assert.That(_taken, Is.GreaterThan(100), "entries taken over without a look");
    }

    [Test]
    public void Where_nothing_changed_there_is_no_second_table_and_nothing_is_written()
    {
        Write("a/b/file", "1");
        Write("a/.backupignore", "*.log\n");
        Write("a/x.log", "left out");
        Rest();
        SnapshotResult first = Take();
        string manifest = Path.Combine(Backups, $".agsekit-{first.Snapshot.Id}.man");
        DateTime written = File.GetLastWriteTimeUtc(manifest);

        using Opened opened = Open(first);
        using TreeScan scan = Scan(opened, new ScanSpec { Root = opened.Source });
        Assert.That((scan.IsUntouched, ReferenceEquals(scan.Table, opened.Manifest.Table), scan.HasChanges, scan.NeedsRefresh), Is.EqualTo((true, true, false, false)));
        Assert.That(scan.Rules.Sources.Select(source => source.Folder.ToString()), Is.EqualTo(new[] { "a" }));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
        Assert.That(File.GetLastWriteTimeUtc(manifest), Is.EqualTo(written));
    }

    [Test]
    public void An_ignore_file_that_hides_itself_is_still_read_again()
    {
        Write("a/.backupignore", ".backupignore\n*.log\n");
        Write("a/x.log", "left out");
        Rest();
        Take();
        Write("a/.backupignore", ".backupignore\n*.txt\n");
        Rest();

        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Created));
        Assert.That(File.Exists(Path.Combine(Backups, Store.List()[^1].Id, "a", "x.log")));
    }

    [Test]
    public void Rules_of_unchanged_folders_hold_in_changed_ones_below_them()
    {
        Write("a/.backupignore", "*.log\n!keep.log\n");
        Write("a/b/c/file", "1");
        Rest();
        Take();
        Write("a/b/c/new.log", "left out");
        Write("a/b/c/keep.log", "kept");
        Rest();

        string snapshot = Snapshot(Take());
        Assert.That(Directory.GetFiles(Path.Combine(snapshot, "a/b/c")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "file", "keep.log" }));
    }

    [Test]
    public void Where_inodes_say_nothing_size_time_and_mode_decide_and_that_is_said_once()
    {
        Write("a/same", "one");
        Write("a/other", "two");
        Rest();
        SnapshotResult first = Take();
        Shell("touch -r a/same ../same; touch -r a ../folder; rm a/same; printf eno > a/same; touch -r ../same a/same; touch -r ../folder a", Source);
        Rest();

        using Opened opened = Open(first);
        using TreeScan scan = Scan(opened, new ScanSpec { Root = opened.Source, InodesAreStable = false });
        Assert.That((scan.HasChanges, scan.IsUntouched), Is.EqualTo((false, true)));
        Assert.That(scan.Warnings.Select(warning => warning.Kind), Is.EqualTo(new[] { WarningKind.UnstableInodes }));
        using TreeScan again = TreeScanner.Run(
            new ScanSpec { Root = opened.Source, InodesAreStable = false, Previous = opened.Manifest with { InodesWereUnstable = true }, PreviousRoot = opened.Snapshot }, CancellationToken.None);
        Assert.That(again.Warnings, Is.Empty);
        Write("a/other", "three");
        using TreeScan changed = Scan(opened, new ScanSpec { Root = opened.Source, InodesAreStable = false });
        Assert.That((changed.Changed, changed.Added, changed.DeletedEntries), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public void Many_folders_are_shared_out_and_all_are_looked_at()
    {
        for (int i = 0; i < 1500; i++)
            Write($"{i % 7}/{i % 50}/{i}/file", "1");
        Rest();
        SnapshotResult first = Take();
        using Opened opened = Open(first);
        using (TreeScan scan = Scan(opened, new ScanSpec { Root = opened.Source }))
            Assert.That(scan.IsUntouched, () => string.Join("\n", Enumerable.Range(0, scan.Table.EntryCount).Where(scan.Table.IsOwn).Take(5).Select(entry => scan.Table.PathOfEntry(scan.Table.FolderOfEntry(entry), entry))));
        for (int i = 3; i < 1500; i += 97)
        {
            File.WriteAllText(At($"{i % 7}/{i % 50}/{i}/file"), "2");
            using TreeScan scan = Scan(opened, new ScanSpec { Root = opened.Source });
            Assert.That((scan.Changed, scan.Added, scan.DeletedEntries, scan.DeletedFolders), Is.EqualTo((((i - 3) / 97) + 1, 0, 0, 0)));
        }

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => TreeScanner.Run(new ScanSpec { Root = opened.Source, Previous = opened.Manifest, PreviousRoot = opened.Snapshot }, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static TreeScan Scan(Opened opened, ScanSpec spec) =>
        TreeScanner.Run(spec with { Previous = opened.Manifest, PreviousRoot = opened.Snapshot, KeepsUnreadable = true }, CancellationToken.None);

    /// <summary>Longer than the time in which an edit could hide behind the clock.</summary>
    private static void Rest() => Thread.Sleep(40);

    private static List<string> Describe(TreeScan scan)
    {
        var lines = new List<string>
        {
            $"{scan.Added} {scan.Changed} {scan.DeletedEntries} {scan.DeletedFolders} {scan.BytesToCopy} {scan.HasChanges} {scan.NeedsRefresh} {scan.Rules.Hash()} {scan.Root}",
        };
        lines.AddRange(scan.Rules.Sources.Select(source => $"rules of {source.Folder}"));
        lines.AddRange(scan.Warnings.Select(warning => warning.Describe().English));
        lines.AddRange(scan.IgnoreChanges.Select(change => change.ToString()));
        TreeTable table = scan.Table;
        for (int i = 0; i < table.FolderCount; i++)
        {
            FolderRecord folder = table.Folder(i);
            lines.Add($"{table.PathOfFolder(i)}/ {folder.ModifiedAt} {folder.ChangedAt} {folder.SourceInode} {folder.SnapshotInode} {folder.Parent} {folder.FirstEntry} {folder.EntryCount} {folder.SubtreeEnd} "
                + $"{folder.Depth} {folder.UserId} {folder.GroupId} {folder.Mode} {folder.Flags & ~EntryFlags.Racy} {scan.FolderOrigins[i]} {scan.FolderStates[i]}");
            for (int j = folder.FirstEntry; j < folder.EntryEnd; j++)
            {
                EntryRecord entry = table.Entry(j);
                lines.Add($"{table.PathOfEntry(i, j)} {entry.ModifiedAt} {entry.ChangedAt} {entry.Size} {entry.SourceInode} {entry.SnapshotInode} {entry.LinkOf} {entry.UserId} {entry.GroupId} {entry.Mode} "
                    + $"{entry.Flags & ~EntryFlags.Racy} {table.Hash(j)} {scan.EntryOrigins[j]} {scan.EntryStates[j]} {table.FolderOfEntry(j)}");
            }
        }

        return lines;
    }

    private Opened Open(SnapshotResult result)
    {
        Assert.That(FolderHandle.Open(Source, out FolderHandle source), Is.EqualTo(Errno.Ok));
        return new Opened(source, Store.Open(result.Snapshot.Id, needsManifest: true, null, CancellationToken.None));
    }

    private void Round(int seed)
    {
        RemoveFolders();
        MakeFolders();
        var random = new Random(seed);
        var tree = new RandomTree(Source, random);
        tree.Grow(20 + random.Next(50));
        Rules(random);
        for (int i = 0; i < 3; i++)
        {
            Rest();
            SnapshotResult taken = TakeAnyway();
            IgnoreRules? frozen = random.Next(3) == 0 ? Store.CaptureRules(CancellationToken.None) : null;
            tree.Edit(random.Next(8));
            if (random.Next(3) == 0)
                Rules(random);
            Rest();
            using Opened opened = Open(taken);
            var spec = new ScanSpec { Root = opened.Source, Frozen = frozen, ComparesContent = random.Next(2) == 0 };
            using TreeScan quick = Scan(opened, spec), thorough = Scan(opened, spec with { TakesShortcuts = false });
            Assert.That(Describe(quick), Is.EqualTo(Describe(thorough)), $"seed {seed}, round {i}");
            _taken += quick.IsUntouched ? quick.Table.EntryCount : Enumerable.Range(0, quick.Table.EntryCount).Count(entry => !quick.Table.IsOwn(entry));
        }
    }

    private void Rules(Random random)
    {
        string[] folders = [Source, .. Directory.GetDirectories(Source, "?", SearchOption.AllDirectories).Where(Directory.Exists)];
        string path = Path.Combine(folders[random.Next(folders.Length)], ".backupignore");
        string[] lines = ["a", "!a", "b/", "*.c", ".hidden", "/src", ".backupignore", "c*"];
        if (random.Next(4) == 0)
            File.Delete(path);
        else
            File.WriteAllLines(path, lines.Where(_ => random.Next(lines.Length) < 2));
    }

    private sealed record Opened(FolderHandle Source, OpenSnapshot From) : IDisposable
    {
        public Manifest Manifest => From.Manifest;

        public FolderHandle Snapshot => From.Root;

        public void Dispose()
        {
            From.Manifest.Dispose();
            From.Dispose();
            Source.Dispose();
        }
    }
}
