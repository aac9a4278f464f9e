using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class LookingIntoSnapshotsTests : SnapshotFixture
{
    [Test]
    public void A_history_has_each_version_once_with_the_snapshots_that_hold_it()
    {
        Write("other", "0");
        string first = TakeWith("other", "1");
        string added = TakeWith("d/file", "one");
        string same = TakeWith("other", "2");
        string changed = TakeWith("d/file", "two");
        Shell("chmod 600 d/file", Source);
        string mode = Take().Snapshot.Id;
        Shell("rm d/file", Source);
        string gone = Take().Snapshot.Id;
        Shell("mkdir d/file", Source);
        string folder = Take().Snapshot.Id;
        IReadOnlyList<PathVersion> versions = History("d/file");
        Assert.That(versions.Select(version => $"{version.Change} {version.First} {version.Last} {version.Snapshots}"), Is.EqualTo((string[])[
            $"Added {added} {same} 2", $"Changed {changed} {changed} 1", $"MetadataOnly {mode} {mode} 1", $"Deleted {gone} {gone} 1", $"Added {folder} {folder} 1"]));
        Assert.That(versions[1].Hash, Is.EqualTo(versions[2].Hash).And.Not.EqualTo(versions[0].Hash));
        Assert.That(versions[0].Hash.ToString(), Is.EqualTo(Shell("printf one | sha256sum | cut -c1-32").Trim()), "the first half of the SHA-256");
        Assert.That((versions[2].Permissions, versions[4].Kind, versions[0].Size), Is.EqualTo((0x180u, EntryKind.Folder, 3L)));
        Assert.That(History("d").Select(version => $"{version.Change} {version.Snapshots} {version.Files}"), Is.EqualTo((string[])[
            "Added 2 1", "Changed 1 1", "MetadataOnly 1 1", "Changed 1 0", "Changed 1 0"]));
        Assert.That(() => History("nowhere"), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
        Assert.That(first, Is.Not.EqualTo(added));
    }

    [Test]
    public void Without_manifests_history_search_and_diff_still_tell_what_the_disk_tells()
    {
        string one = TakeWith("d/file", "one"), two = TakeWith("d/file", "two");
        TakeWith("other", "x");
        foreach (string manifest in Directory.GetFiles(Backups, ".agsekit-*"))
        {
            if (manifest.Contains(one, StringComparison.Ordinal))
                File.Delete(manifest);
            else
                File.WriteAllText(manifest, "AGSMAN1\n and then junk");
        }

        Assert.That(History("d/file").Select(version => $"{version.Change} {version.Snapshots}"), Is.EqualTo((string[])["Added 1", "Changed 2"]));
        Assert.That(Find("FIL").Select(found => $"{found.Path} {found.Snapshots} {found.Versions} {found.IsInNewest}"), Is.EqualTo((string[])["d/file 3 2 True"]));
        using SnapshotDiff diff = SnapshotDiff.Open(Store, one, two, null, CancellationToken.None);
        Assert.That(diff.Changes().Where(change => change.NewKind == EntryKind.File).Select(change => $"{change.Kind} {change.Path}"), Is.EqualTo((string[])["Changed d/file"]));
    }

    [Test]
    public void A_search_takes_pieces_of_names_and_patterns()
    {
        Shell("mkdir -p src/Deep logs; echo a > src/Main.cs; echo b > src/Deep/main.sql; echo c > logs/main.log; ln -s x src/mainlink", Source);
        string first = Take().Snapshot.Id;
        Shell("rm logs/main.log", Source);
        string second = TakeWith("src/Main.cs", "longer");
        string[] Paths(string pattern) => [.. Find(pattern).Select(found => found.Path.ToString())];
        Assert.That(Paths("MAIN"), Is.EqualTo((string[])["logs/main.log", "src/Deep/main.sql", "src/Main.cs", "src/mainlink"]));
        Assert.That(Paths("src/**/*.sql"), Is.EqualTo((string[])["src/Deep/main.sql"]));
        Assert.That(Paths("/*/main.*"), Is.EqualTo((string[])["logs/main.log"]), "patterns tell large letters from small ones");
        Assert.That(Paths("deep/"), Is.Empty);
        Assert.That(Paths("Deep/"), Is.EqualTo((string[])["src/Deep"]));
        FoundPath log = Find("main.log").Single(), main = Find("Main.cs").Single();
        Assert.That((log.First, log.Last, log.IsInNewest), Is.EqualTo((first, first, false)));
        Assert.That((main.First, main.Last, main.Snapshots, main.Versions, main.Size), Is.EqualTo((first, second, 2, 2, 6L)));
    }

    [Test]
    public void A_diff_of_paths_tells_the_lines_and_nothing_is_read_through_a_link()
    {
        Write("src/text", "one\ntwo\n");
        Write("src/binary", "a\0b");
        Write("docs/text", "x\n");
        string first = Take().Snapshot.Id;
        string canary = Path.Combine(Work, "canary");
        File.WriteAllText(canary, "secret\n");
        Shell($"printf 'one\\n2\\n' > src/text; printf 'a\\0c' > src/binary; rm docs/text; ln -s {canary} docs/text; head -c 2M /dev/zero > src/large", Source);
        using SnapshotDiff diff = SnapshotDiff.Open(Store, first, null, null, CancellationToken.None);
        TreeChange[] changes = [.. diff.Changes(TreePath.Parse("src"))];
        Assert.That(changes.Select(change => $"{change.Kind} {change.Path} {diff.Content(change).State}"), Is.EquivalentTo((string[])["Changed src/text Text", "Changed src/binary Binary", "Added src/large TooLarge"]));
        DiffHunk hunk = diff.Content(changes.Single(change => change.Path.ToString() == "src/text")).Hunks.Single();
        Assert.That(hunk.Lines.Select(line => line.Mark + Encoding.UTF8.GetString(line.Content.Span)), Is.EqualTo((string[])[" one", "-two", "+2"]));
        TreeChange link = diff.Changes(TreePath.Parse("docs/text")).Single();
        Assert.That((link.Kind, diff.Content(link).Hunks.Single().NewCount), Is.EqualTo((ChangeKind.TypeChanged, 0)));
        Shell($"rm src/text; ln -s {canary} src/text", Source);
        Assert.That(diff.Content(changes.Single(change => change.Path.ToString() == "src/text")).State, Is.EqualTo(ContentChangeState.Unreadable), "swapped after the scan");
        Assert.That(() => diff.Changes(TreePath.Parse("nowhere")).ToList(), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
    }

    [Test]
    public void A_listing_is_the_disks_and_follows_nothing()
    {
        Shell("mkdir d; echo one > d/file; chmod 750 d/file; ln -s /etc d/link; mkfifo d/fifo", Source);
        string id = Take().Snapshot.Id;
        SnapshotListing listing = new SnapshotBrowser(Store).List(id, TreePath.Parse("d"), null, CancellationToken.None);
        Assert.That(listing.Children.Select(entry => $"{entry.Path} {entry.Kind} {entry.Size} {Encoding.UTF8.GetString(entry.Target.Span)}".TrimEnd()), Is.EqualTo((string[])["d/fifo Fifo 0", "d/file File 4", "d/link SymbolicLink 4 /etc"]));
        Assert.That(new SnapshotBrowser(Store).List(id, TreePath.Parse("d/file"), null, CancellationToken.None).Entry.Permissions, Is.EqualTo(0x1E8u));
        Assert.That(new SnapshotBrowser(Store).List(id, TreePath.Root, null, CancellationToken.None).Children.Single().Path.ToString(), Is.EqualTo("d"));
        foreach (string path in (string[])["d/link/passwd", "nowhere", "d/file/x"])
            Assert.That(() => new SnapshotBrowser(Store).List(id, TreePath.Parse(path), null, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing), path);
    }

    private string TakeWith(string path, string content)
    {
        Write(path, content);
        return Take().Snapshot.Id;
    }

    private IReadOnlyList<PathVersion> History(string path) => new SnapshotHistory(Store).Of(TreePath.Parse(path), null, CancellationToken.None);

    private IReadOnlyList<FoundPath> Find(string pattern) => new SnapshotSearch(Store).Find(pattern, null, CancellationToken.None);

    [Test]
    public void Who_stands_among_the_snapshots_is_told_how_to_mean_them()
    {
        Write("f", "1");
        string taken = Snapshot(Take());
        foreach (string here in (string[])[Backups, taken])
        {
            var lost = new SnapshotStoreSpec { Source = here, BackupFolder = Path.Combine(Work, "none") };
            Assert.That(lost.HowToBegin.English, Does.EndWith($"lies among snapshots itself; to mean those, add: --source-dir {Source} --dest-dir {Backups}"));
        }

        Assert.That(new SnapshotStoreSpec { Source = Source, BackupFolder = Path.Combine(Work, "none") }.HowToBegin.English, Does.StartWith("take the first"));
    }
}
