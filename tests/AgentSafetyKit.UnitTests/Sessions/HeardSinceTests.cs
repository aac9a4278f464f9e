using AgentSafetyKit.FileTree;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.UnitTests.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Snapshots that look only where something was heard of: real folders, real inotify, and a model that copies.</summary>
internal sealed class HeardSinceTests : SnapshotFixture
{
    private FolderHints? _hints;
    private HeardSince _since = null!;
    private int _hinted;

    [TearDown]
    public void StopListening() => _hints?.Dispose();

    [Test]
    public void Whatever_is_edited_a_snapshot_of_what_was_heard_of_is_the_folder_as_it_is()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Live(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(int.MaxValue / 2));
        Assert.That(_hinted, Is.GreaterThan(25 * 4), "most were taken by hints");
    }

    /// <summary>Folders whose time alone had changed before there was something to store.</summary>
    [Test]
    public void What_was_heard_is_not_forgotten_by_a_snapshot_that_was_not_needed() => Live(-5917858);

    private void Live(int seed)
    {
        _hints?.Dispose();
        RemoveFolders();
        MakeFolders();
        var random = new Random(seed);
        var tree = new RandomTree(Source, random);
        tree.Grow(random.Next(60));
        Listen();
        Take(checksAll: true);
        var log = new List<string> { $"seed {seed}" };
        for (int round = 0; round < 8; round++)
        {
            tree.Edit(random.Next(12));
            List<string> model = PosixTree.Describe(Source), content = PosixTree.Describe(Source, withFolderTimes: false);
            SnapshotResult taken = Take(checksAll: random.Next(6) == 0);
            // The time of a folder alone is no reason for a snapshot.
            bool isNew = taken.Outcome == SnapshotOutcome.Created;
            log.Add($"{taken.Outcome} {taken.Snapshot.Id}");
            Assert.That(PosixTree.Describe(Snapshot(taken), isNew, withRootMode: false)[1..], Is.EqualTo((isNew ? model : content)[1..]), string.Join('\n', log));
        }
    }

    [Test]
    public void What_no_event_told_is_found_when_everything_is_checked()
    {
        Write("a/file", "1");
        Write("b/other", "1");
        // What is too young to be trusted is looked at in any case.
        Thread.Sleep(100);
        Listen();
        Take(checksAll: true);
        FolderHeard heard = _hints!.Heard()!;
        Write("a/file", "2");
        Write("b/other", "2");
        // As if the event of the one had never come.
        SnapshotResult blind = Store.Create(
            new SnapshotRequest { Heard = new HeardChanges(Store.List()[^1].Id, new Dictionary<TreePath, bool> { [TreePath.Parse("b")] = false }) }, null, CancellationToken.None);
        Assert.That((File.ReadAllText(Snapshot(blind) + "/a/file"), File.ReadAllText(Snapshot(blind) + "/b/other")), Is.EqualTo(("1", "2")));
        Assert.That(heard.Folders, Is.Empty);
        SnapshotResult full = Take(checksAll: true);
        Assert.That((full.Outcome, File.ReadAllText(Snapshot(full) + "/a/file")), Is.EqualTo((SnapshotOutcome.Created, "2")));
    }

    [Test]
    public void After_a_snapshot_by_somebody_else_or_a_failed_one_nothing_is_forgotten()
    {
        Write("a/file", "1");
        Write("b/other", "1");
        Listen();
        Take(checksAll: true);
        Write("a/file", "2");
        Assert.That(() => _since.Take(new SnapshotRequest(), checksAll: false, _ => throw new IOException("full")), Throws.TypeOf<IOException>());
        Assert.That(File.ReadAllText(Snapshot(Take(checksAll: false)) + "/a/file"), Is.EqualTo("2"));
        Write("b/other", "2");
        Store.Create(new SnapshotRequest(), null, CancellationToken.None);
        Write("a/file", "3");
        SnapshotResult last = Take(checksAll: false);
        Assert.That((File.ReadAllText(Snapshot(last) + "/a/file"), File.ReadAllText(Snapshot(last) + "/b/other")), Is.EqualTo(("3", "2")));
    }

    [Test]
    public void Only_what_was_heard_of_is_looked_at()
    {
        for (int i = 0; i < 40; i++)
            Write($"d{i}/file", "1");
        Thread.Sleep(50);
        Listen();
        Take(checksAll: true);
        Write("d7/file", "2");
        FolderHeard heard = _hints!.Heard()!;
        Assert.That(heard.Folders.Select(folder => (folder.Key.ToString(), folder.Value)), Is.EqualTo(new[] { ("d7", false) }));
        Take(checksAll: false);
        Assert.That(_hints.Heard()!.Folders, Is.Empty);
    }

    private void Listen()
    {
        _hints = new FolderHints(Source, null, TimeProvider.System);
        _hints.Follow(IgnoreRules.None);
        Assert.That(SpinWait.SpinUntil(() => _hints.Heard() is not null, TimeSpan.FromSeconds(10)), "listens");
        _since = new HeardSince(_hints);
    }

    private SnapshotResult Take(bool checksAll) => _since.Take(
        new SnapshotRequest { AcceptsMassDeletion = true },
        checksAll,
        request =>
        {
            _hinted += request.Heard is null ? 0 : 1;
            return Store.Create(request, null, CancellationToken.None);
        });
}
