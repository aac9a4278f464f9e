using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class FolderUseTests
{
    private TemporaryFolder _folder = null!;
    private RunStore _runs = null!;
    private FolderUse _use = null!;

    [SetUp]
    public void MakeStore()
    {
        _folder = new TemporaryFolder();
        var paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _folder.FullPath : null, 0);
        _runs = new RunStore(paths, TimeProvider.System);
        _use = new FolderUse(paths, _runs);
    }

    [TearDown]
    public void RemoveStore() => _folder.Dispose();

    [Test]
    public async Task Snapshots_wait_for_a_restore()
    {
        Assert.That(_use.WhoSavesOrRestores("/w", "/b"), Is.Null);
        using (await _use.TakeAloneAsync("/w", CancellationToken.None))
        {
            Assert.That(_use.WhoSavesOrRestores("/w", "/b")!.Cause.English, Does.Contain("being restored"));
            Assert.That(_use.WhoSavesOrRestores("/other", "/b"), Is.Null);
        }

        Assert.That(_use.WhoSavesOrRestores("/w", "/b"), Is.Null);
    }

    [TestCase("/b", true)]
    [TestCase("/elsewhere", false)]
    [TestCase(null, false)]
    public void Snapshots_wait_for_a_run_that_takes_its_own(string? backupFolder, bool waits)
    {
        RunRecord run = new()
        {
            Id = _runs.NewId(), Agent = "shell", Machine = "main", Folder = "/w", BackupFolder = backupFolder, StartedAt = DateTimeOffset.UnixEpoch, Watcher = ProcessIdentity.Of(Environment.ProcessId),
        };
        _runs.Save(run);
        using FileLock share = _use.Share("/w");
        Assert.That(_use.WhoSavesOrRestores("/w", "/b")?.Cause.English.Contains(run.Id, StringComparison.Ordinal) == true, Is.EqualTo(waits));
        _runs.Save(run with { EndedAt = DateTimeOffset.UnixEpoch });
        Assert.That(_use.WhoSavesOrRestores("/w", "/b"), Is.Null);
    }

    [Test]
    public void A_snapshot_by_hand_goes_by_the_rules_from_before_the_run_that_works_there()
    {
        string source = Path.Combine(_folder.FullPath, "w"), backups = Path.Combine(_folder.FullPath, "b");
        Directory.CreateDirectory(source);
        File.WriteAllText(Path.Combine(source, ".backupignore"), "first\n");
        var spec = new SnapshotStoreSpec { Source = source, BackupFolder = backups };
        List<Text> warned = [];
        var store = new SnapshotStore(spec, TimeProvider.System);
        string before = new SnapshotStore(spec with { AlwaysExclude = ["start"] }, TimeProvider.System).Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        Assert.That(_use.RulesOfRun(spec, warned.Add, CancellationToken.None), Is.Null);
        RunRecord run = new()
        {
            Id = _runs.NewId(), Agent = "shell", Machine = "main", Folder = source, BackupFolder = backups, BeforeSnapshot = before, StartedAt = DateTimeOffset.UnixEpoch, Watcher = ProcessIdentity.Of(Environment.ProcessId),
        };
        _runs.Save(run);
        File.WriteAllText(Path.Combine(source, ".backupignore"), "*\n");
        using FileLock share = _use.Share(source);
        File.CreateSymbolicLink(backups + "-link", backups);
        foreach (string place in new[] { backups, backups + "/", backups + "/../b", backups + "-link", Path.Combine(_folder.FullPath, "elsewhere") })
        {
            IgnoreRules rules = _use.RulesOfRun(spec with { BackupFolder = place, AlwaysExclude = ["later"], Exclude = ["given"] }, warned.Add, CancellationToken.None)!;
            Assert.That(new[] { "first", "start", "given", "second", "later" }.Select(name => rules.Excludes(TreePath.Parse(name), isFolder: false)), Is.EqualTo(new[] { true, true, true, false, false }), place);
        }

        Assert.That(warned, Is.Empty);
        _runs.Save(run with { BeforeSnapshot = "20260101-120000" });
        Assert.That(_use.RulesOfRun(spec, warned.Add, CancellationToken.None), Is.Null, "what can not be read keeps nobody from saving the folder");
        Assert.That(warned.Single().English, Does.Contain(run.Id));
        RunRecord second = run with { Id = _runs.NewId() + "2", StartedAt = run.StartedAt.AddDays(-1) };
        _runs.Save(second);
        Assert.That(_use.RulesOfRun(spec, warned.Add, CancellationToken.None)!.Excludes(TreePath.Parse("second"), isFolder: false), Is.False, "nor from taking those of another one");
    }

    [Test]
    public async Task A_restore_waits_for_who_only_looks_and_names_who_stays()
    {
        FileLock look = _use.Share("/w");
        Task<FileLock> wanted = _use.TakeAloneAsync("/w", CancellationToken.None);
        Assert.That(wanted.IsCompleted, Is.False);
        look.Dispose();
        (await wanted).Dispose();
        using FileLock stays = _use.Share("/w");
        KitException busy = Assert.ThrowsAsync<KitException>(() => _use.TakeAloneAsync("/w", CancellationToken.None))!;
        Assert.That(busy.Cause.English, Is.EqualTo($"process {Environment.ProcessId} is at work there"));
    }
}
