using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

internal sealed class BackupLoopTests : SnapshotFixture
{
    private static readonly BackupLoopSpec Usual = new() { Interval = TimeSpan.FromMinutes(5) };

    private LoopUnderTest _loop = null!;

    [SetUp]
    public void MakeLoop() => _loop = new LoopUnderTest();

    [TearDown]
    public async Task EndLoop() => await _loop.DisposeAsync();

    [Test]
    public async Task The_first_snapshot_is_taken_at_once_and_then_one_an_interval_when_something_changed()
    {
        Write("a", "1");
        await Start(Usual);
        Assert.That((_loop.ToldKinds(), _loop.Left), Is.EqualTo(("Taken:Interval Waiting", TimeSpan.FromMinutes(5))));
        await _loop.Pass(299);
        Assert.That(_loop.Told(), Is.Empty);
        await _loop.Pass(1);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Unchanged:Interval Waiting"));
        Write("a", "22");
        await _loop.Pass(300);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Interval Waiting"), "found by the clock alone: nobody hinted at it");
        Assert.That((Ids().Length, _loop.Hints.Verified), Is.EqualTo((2, 3)));
    }

    [Test]
    public async Task The_first_snapshot_can_be_left_to_the_interval()
    {
        Write("a", "1");
        Write(".backupignore", "*.log\n");
        await Start(Usual with { TakesFirst = false });
        Assert.That((_loop.Told().Length, Ids().Length), Is.EqualTo((0, 0)));
        Assert.That(_loop.Hints.Followed.Single().Sources, Has.Count.EqualTo(1), "it listens, by the rules of the folder");
        await _loop.Pass(300);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Interval Waiting"));
    }

    [Test]
    public async Task Two_seconds_after_a_burst_there_is_a_snapshot_and_everything_is_looked_at_at_the_interval_all_the_same()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        await _loop.Pass(100);
        Write("a", "22");
        await _loop.Hint();
        Assert.That(_loop.Left, Is.EqualTo(TimeSpan.FromSeconds(2)));
        await _loop.Pass(1);
        await _loop.Hint();
        await _loop.Pass(1.9);
        Assert.That(_loop.Told(), Is.Empty);
        await _loop.Pass(0.1);
        Assert.That((_loop.ToldKinds(), _loop.Left), Is.EqualTo(("Taken:Burst", TimeSpan.FromSeconds(197))));
        await _loop.Pass(197);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Unchanged:Interval Waiting"));
    }

    [Test]
    public async Task The_quiet_is_counted_from_the_last_change_and_not_from_when_somebody_looked()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        await _loop.Pass(100);
        Write("a", "22");
        (_loop.Hints.SinceChange, _loop.Hints.Changes) = (TimeSpan.FromSeconds(0.1), _loop.Hints.Changes + 1);
        await _loop.Pass(1);
        Assert.That(_loop.Left, Is.EqualTo(TimeSpan.FromSeconds(1.9)));
        await _loop.Pass(1.9);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Burst"));
        await _loop.Pass(1);
        Write("a", "333");
        (_loop.Hints.SinceChange, _loop.Hints.Changes) = (TimeSpan.FromHours(1), _loop.Hints.Changes + 1);
        await _loop.Pass(1);
        Assert.That((_loop.Told().Length, _loop.Left), Is.EqualTo((0, TimeSpan.FromSeconds(1))), "counted, and not told of yet: it can not be older than the last look");
    }

    [Test]
    public async Task A_backup_disk_that_went_away_is_waited_for_and_nothing_is_begun_in_its_place()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        Directory.Move(Backups, Backups + "-away");
        Directory.CreateDirectory(Backups);
        Write("a", "22");
        await _loop.Pass(700);
        BackupEvent failed = _loop.Told().Single(happened => happened.Kind == BackupEventKind.Failed);
        Assert.That((failed.Failure!.Code, Directory.EnumerateFileSystemEntries(Backups)), Is.EqualTo((ErrorCode.SnapshotMissing, Array.Empty<string>())));
        Directory.Delete(Backups);
        Directory.Move(Backups + "-away", Backups);
        await _loop.Pass(300);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Taken:Interval Waiting"));
        Assert.That(Ids(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Changes_without_an_end_are_saved_every_thirty_seconds()
    {
        Write("a", "");
        await Start(Usual);
        _loop.Told();
        for (int second = 0; second < 95; second++)
        {
            File.AppendAllText(At("a"), "more");
            await _loop.Hint();
            await _loop.Pass(1);
        }

        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Burst Taken:Burst Taken:Burst"));
    }

    [Test]
    public async Task A_folder_that_goes_away_is_said_once_and_waited_for_and_no_snapshot_is_lost()
    {
        Write("a", "1");
        await Start(Usual);
        string[] before = Ids();
        _loop.Told();
        Directory.Move(Source, Source + "-away");
        await _loop.Hint();
        await _loop.Pass(1000);
        BackupEvent[] told = _loop.Told();
        Assert.That(told.Where(happened => happened.Kind != BackupEventKind.Waiting).Select(happened => (happened.Kind, happened.Failure!.Code)), Is.EqualTo(new[] { (BackupEventKind.Failed, ErrorCode.FolderMissing) }));
        Directory.Move(Source + "-away", Source);
        await _loop.Hint();
        await _loop.Pass(2);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Unchanged:Burst"));
        Assert.That(Ids(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_emptied_folder_is_not_taken_for_the_users_wish()
    {
        Write("a", "1");
        await Start(Usual with { Interval = TimeSpan.FromMinutes(1) });
        _loop.Told();
        File.Delete(At("a"));
        await _loop.Pass(600);
        Assert.That(_loop.Told().Where(happened => happened.Kind != BackupEventKind.Waiting).Select(happened => happened.Failure!.Code), Is.EqualTo(new[] { ErrorCode.SourceEmptied }));
        Assert.That(Ids(), Has.Length.EqualTo(1));
        Write("a", "back");
        await _loop.Hint();
        await _loop.Pass(2);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Taken:Burst"));
    }

    [Test]
    public async Task Another_writer_is_left_alone_and_tried_again_soon()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        using (FileLock.TryTake(Path.Combine(Backups, "backup.pid")))
        {
            Write("a", "22");
            await _loop.Hint();
            await _loop.Pass(60);
            BackupEvent told = _loop.Told().Single();
            Assert.That((told.Kind, told.Failure!.Code), Is.EqualTo((BackupEventKind.Postponed, ErrorCode.Busy)));
            Assert.That(told.Failure.Cause.English, Does.Contain($"{Environment.ProcessId}"));
        }

        await _loop.Pass(5);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Taken:Interval Waiting"));
    }

    [Test]
    public async Task Another_writer_is_waited_for_where_that_is_wished()
    {
        Write("a", "1");
        FileLock other = HoldLock();
        Task started = Start(Usual with { WaitsForLock = true });
        await WaitForKind(BackupEventKind.Postponed);
        Assert.That(started.IsCompleted, Is.False);
        other.Dispose();
        await started;
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Taken:Interval Waiting"));
    }

    [Test]
    public async Task Waiting_for_another_writer_ends_when_cancelled()
    {
        Write("a", "1");
        using FileLock other = HoldLock();
        _ = Start(Usual with { WaitsForLock = true });
        await WaitForKind(BackupEventKind.Postponed);
        await _loop.Stop();
        Assert.That(Ids(), Is.Empty);
    }

    [Test]
    public async Task Who_works_in_the_folder_comes_first()
    {
        Write("a", "1");
        _loop.Occupant = new KitException(ErrorCode.Busy, new Text("later", "позже"), new Text("a run", "запуск"), Text.None);
        await Start(Usual);
        await _loop.Pass(30);
        Assert.That((_loop.ToldKinds(), Ids().Length), Is.EqualTo(("Postponed", 0)));
        _loop.Occupant = null;
        await _loop.Pass(5);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Recovered Taken:Interval Waiting"));
    }

    [Test]
    public async Task Moving_the_wall_clock_moves_no_snapshot()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        await _loop.Pass(200);
        _loop.WallClockError = TimeSpan.FromDays(-400);
        await _loop.Pass(99);
        Assert.That(_loop.Told(), Is.Empty);
        Write("a", "22");
        await _loop.Pass(1);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Interval Waiting"));
        _loop.WallClockError = TimeSpan.FromDays(4000);
        await _loop.Pass(299);
        Assert.That(_loop.Told(), Is.Empty);
        Assert.That(Store.List().Select(snapshot => snapshot.Facts!.Sequence), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_deaf_ear_is_said_once_and_so_is_its_healing()
    {
        Write("a", "1");
        await Start(Usual);
        _loop.Told();
        _loop.Hints.Trouble = new Text("too many folders", "слишком много папок");
        await _loop.Pass(700);
        BackupEvent deaf = _loop.Told().Single(happened => happened.Kind == BackupEventKind.Deaf);
        Assert.That(deaf.Message.English, Is.EqualTo("too many folders"));
        Write("a", "22");
        await _loop.Pass(300);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Taken:Interval Waiting"), "the interval does not need it");
        _loop.Hints.Trouble = Text.None;
        await _loop.Hint();
        await _loop.Pass(1);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("Hearing"));
    }

    [Test]
    public async Task Changed_rules_are_said_and_followed_but_frozen_ones_stay()
    {
        Write("a.log", "1");
        Write("b", "1");
        await Start(Usual);
        _loop.Told();
        Write(".backupignore", "*.log\n");
        await _loop.Hint();
        await _loop.Pass(2);
        Assert.That(_loop.ToldKinds(), Is.EqualTo("RulesChanged Taken:Burst"));
        Assert.That(_loop.Hints.Followed[^1].Sources, Has.Count.EqualTo(1));

        IgnoreRules frozen = Store.CaptureRules(CancellationToken.None);
        await _loop.DisposeAsync();
        _loop = new LoopUnderTest();
        await Start(Usual with { Request = new SnapshotRequest { FrozenRules = frozen, RunId = "run" } });
        File.WriteAllText(At(".backupignore"), "*\n");
        await _loop.Hint();
        await _loop.Pass(2);
        BackupEvent taken = _loop.Told().Single(happened => happened.Reason == SnapshotReason.Burst);
        Assert.That((taken.Kind, taken.Snapshot!.Facts!.RunId, taken.IgnoreChanges.Count), Is.EqualTo((BackupEventKind.Taken, "run", 1)));
        Assert.That(File.Exists(Path.Combine(taken.Snapshot.Path, "b")));
    }

    [Test]
    public async Task Rules_that_changed_while_nobody_listened_are_said_by_what_they_leave_out()
    {
        Write("a.log", "1");
        Write("b", "1");
        await Start(Usual);
        await _loop.DisposeAsync();
        Write(".backupignore", "*.log\n");
        _loop = new LoopUnderTest();
        await Start(Usual);
        Assert.That(_loop.ToldKinds(), Does.StartWith("RulesChanged Taken:"));
        await _loop.DisposeAsync();
        _loop = new LoopUnderTest();
        await Start(Usual);
        Assert.That(_loop.ToldKinds(), Does.Not.Contain("RulesChanged"), "said once");
    }

    [Test]
    public void Folders_that_can_never_be_these_end_it()
    {
        Write("a", "1");
        KitException refused = Assert.ThrowsAsync<KitException>(() => _loop.Start(Usual, new SnapshotStoreSpec { Source = Source, BackupFolder = At("backups") }))!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.FolderRefused));
        _loop = new LoopUnderTest();
    }

    [Test]
    public async Task Warnings_are_said_once()
    {
        Write("a", "1");
        Shell("mkfifo fifo; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'", Source);
        await Start(Usual);
        Assert.That(_loop.Told().Single(happened => happened.Kind == BackupEventKind.Taken).Warnings, Has.Count.EqualTo(1));
        Write("a", "22");
        await _loop.Pass(300);
        Assert.That(_loop.Told().Single(happened => happened.Kind == BackupEventKind.Taken).Warnings, Is.Empty);
    }

    private Task Start(BackupLoopSpec spec) => _loop.Start(spec, new SnapshotStoreSpec { Source = Source, BackupFolder = Backups });

    private string[] Ids() => [.. Store.List().Select(snapshot => snapshot.Id)];

    private FileLock HoldLock()
    {
        Directory.CreateDirectory(Backups);
        return FileLock.TryTake(Path.Combine(Backups, "backup.pid"))!;
    }

    private async Task WaitForKind(BackupEventKind kind)
    {
        for (int tries = 0; tries < 1000; tries++)
        {
            if (_loop.Told().Any(happened => happened.Kind == kind))
                return;
            await Task.Delay(10);
        }

        Assert.Fail($"no {kind}");
    }
}
