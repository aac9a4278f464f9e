using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>One keeper of a folder's snapshots at a time: the daemon for as long as it lives, else the run.</summary>
internal sealed class RunHandOverTests : SnapshotFixture
{
    private TemporaryFolder _home = null!;
    private RunStore _runs = null!;
    private FolderUse _use = null!;
    private RunRecord _run = null!;

    [SetUp]
    public void BeginRun()
    {
        _home = new TemporaryFolder();
        var paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home.FullPath : null, 0);
        _runs = new RunStore(paths, TimeProvider.System);
        _use = new FolderUse(paths, _runs);
        _run = new RunRecord
        {
            Id = _runs.NewId(), Agent = "shell", Machine = "main", Folder = Source, BackupFolder = "/b", StartedAt = DateTimeOffset.UnixEpoch, Watcher = ProcessIdentity.Of(Environment.ProcessId),
        };
        _runs.Save(_run);
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public async Task Alone_a_run_takes_its_own_and_the_daemon_that_comes_later_waits()
    {
        using FileLock share = _use.Share(Source);
        using var end = new CancellationTokenSource();
        var taking = new TaskCompletionSource<bool>();
        Task working = HandOver().WhileRunningAsync(IgnoreRules.None, async waited => { taking.SetResult(waited); await Forever(end.Token); }, TimeProvider.System, end.Token);
        Assert.That(await taking.Task.WaitAsync(TimeSpan.FromSeconds(10)), Is.False);
        using var daemon = new FolderKeeping(_use, Backup());
        Assert.That(daemon.Occupant()?.Cause.English, Does.Contain(_run.Id).And.Contain("takes its own snapshots"));
        Assert.That(daemon.RequestNow(), Is.Null);
        await end.CancelAsync();
        await working;
        _runs.Save(_run with { EndedAt = DateTimeOffset.UnixEpoch });
        Assert.That((daemon.Occupant(), daemon.RequestNow()), Is.EqualTo(((object?)null, (object?)null)));
    }

    [Test]
    public async Task The_daemon_takes_them_by_the_rules_of_the_runs_start_and_when_it_is_gone_the_run_does()
    {
        using FileLock share = _use.Share(Source);
        var daemon = new FolderKeeping(_use, Backup());
        Assert.That(daemon.Occupant()?.Cause.English, Does.Contain("takes its own snapshots"), "the first one is the run's");
        using var end = new CancellationTokenSource();
        var taking = new TaskCompletionSource<bool>();
        var rules = new IgnoreRules(["*.log"], []);
        Task working = HandOver().WhileRunningAsync(rules, async waited => { taking.SetResult(waited); await Forever(end.Token); }, TimeProvider.System, end.Token);
        Assert.That(daemon.Occupant(), Is.Null);
        SnapshotRequest request = daemon.RequestNow()!;
        Assert.That((request.RunId, request.FrozenRules!.Hash(), request.AcceptsMassDeletion), Is.EqualTo((_run.Id, rules.Hash(), true)));
        await Task.Delay(700);
        Assert.That(taking.Task.IsCompleted, Is.False, "two would write");
        daemon.Dispose();
        Assert.That(await taking.Task.WaitAsync(TimeSpan.FromSeconds(10)), "what nobody heard of is saved at once");
        await end.CancelAsync();
        await working;
        Assert.That(_runs.RulesOf(_run.Id), Is.Null);
    }

    [Test]
    public async Task Snapshots_of_a_run_that_the_daemon_takes_are_the_runs()
    {
        using FileLock share = _use.Share(Source);
        Write("a", "1");
        Write("b.log", "1");
        using var end = new CancellationTokenSource();
        RunBackups backups = new(NewStore(), new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, new ScriptedHints(), TimeProvider.System, _run.Id) { HandOver = HandOver() };
        await backups.BeforeAsync(NoProgress.Instance, CancellationToken.None);
        await backups.FinishAsync();
        using var keeping = new FolderKeeping(_use, Backup());
        Task working = backups.WhileRunningAsync(end.Token);
        Write(".backupignore", "*\n");
        Write("c", "1");
        SnapshotResult taken = NewStore().Create(keeping.RequestNow()!, null, CancellationToken.None);
        Assert.That((taken.Snapshot.Facts!.RunId, File.Exists(Path.Combine(taken.Snapshot.Path, "c"))), Is.EqualTo((_run.Id, true)));
        await end.CancelAsync();
        await working;
        backups.Dispose();
    }

    private RunHandOver HandOver() => new(_use, _runs, Source, _run.Id);

    private RepeatedBackup Backup() => new(new SnapshotStoreSpec { Source = Source, BackupFolder = "/b" }, new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }) { TakesOverRuns = true };

    private static async Task Forever(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The loop returns when it is cancelled.
        }
    }
}
