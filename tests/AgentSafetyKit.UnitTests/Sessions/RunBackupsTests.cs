using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.UnitTests.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

internal sealed class RunBackupsTests : SnapshotFixture
{
    [Test]
    public async Task The_agent_may_start_once_the_snapshot_is_captured_and_the_rest_is_finished_meanwhile()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        using RunBackups backups = Backup();
        using var agentStarted = new ManualResetEventSlim();
        SnapshotCreation.Step = step =>
        {
            if (step == "link")
                agentStarted.Wait(TimeSpan.FromSeconds(20));
        };
        try
        {
            string id = await backups.BeforeAsync(NoProgress.Instance, CancellationToken.None);
            Write("file", "written by the agent");
            Assert.That(Store.List().Select(snapshot => snapshot.Id), Has.None.EqualTo(id));
            agentStarted.Set();
            await backups.FinishAsync();
            Assert.That(await File.ReadAllTextAsync(Path.Combine(Backups, id, "file")), Is.EqualTo("2"));
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        string after = backups.After(NoProgress.Instance, CancellationToken.None)!;
        Assert.That(backups.ChangesUntil(after, CancellationToken.None).Single().Path.ToString(), Is.EqualTo("file"));
        Assert.That(backups.Notes, Is.Empty);
    }

    [Test]
    public async Task A_first_snapshot_that_fails_after_the_capture_is_noted_and_made_whole_by_the_last_one()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        using RunBackups backups = Backup();
        SnapshotCreation.Step = step =>
        {
            if (step == "link")
                throw new IOException("unplugged");
        };
        try
        {
            await backups.BeforeAsync(NoProgress.Instance, CancellationToken.None);
            await backups.FinishAsync();
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        Assert.That(backups.Notes.Single().English, Does.Contain("unplugged"));
        Write("file", "3");
        backups.After(NoProgress.Instance, CancellationToken.None);
        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "2", "3"]));
    }

    [Test]
    public void A_first_snapshot_that_can_not_be_taken_keeps_the_agent_from_starting()
    {
        Directory.Delete(Source);
        using RunBackups backups = Backup();
        Assert.That(() => backups.BeforeAsync(NoProgress.Instance, CancellationToken.None), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderMissing));
    }

    [Test]
    public void The_newest_snapshot_is_the_eleventh_of_a_second_and_not_the_ninth()
    {
        SnapshotStore store = NewStore(new SettableClock(DateTimeOffset.UnixEpoch));
        string last = "";
        for (int i = 0; i < 11; i++)
        {
            Write("file", $"{i}");
            last = store.Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        }

        using var backups = new RunBackups(store, new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, new NoHints(TimeProvider.System), TimeProvider.System, "run-1");
        Assert.That(last, Does.EndWith("-11"));
        Assert.That(backups.TryGoOnFromNewest(CancellationToken.None), Is.True);
        Assert.That(backups.BeforeSnapshot, Is.EqualTo(last));
    }

    [Test]
    public void Without_a_snapshot_of_its_own_a_run_goes_by_the_patterns_of_now_and_the_files_of_the_newest()
    {
        Write(".backupignore", "byFile");
        NewStore(exclude: "typedOnce").Create(new SnapshotRequest(), null, CancellationToken.None);
        var store = new SnapshotStore(Store.Spec with { AlwaysExclude = ["now"] }, TimeProvider.System);
        using var backups = new RunBackups(store, new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, new NoHints(TimeProvider.System), TimeProvider.System, "run-1");
        Assert.That(backups.TryGoOnFromNewest(CancellationToken.None), Is.True);
        foreach (string name in new[] { "byFile", "typedOnce", "now", "other" })
            Write(name, "x");
        Write(".backupignore", "*");
        backups.After(NoProgress.Instance, CancellationToken.None);
        Assert.That(Directory.EnumerateFiles(Store.List()[^1].Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".backupignore", "typedOnce", "other" }));
    }

    private RunBackups Backup() => new(Store, new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, new NoHints(TimeProvider.System), TimeProvider.System, "run-1");
}
