using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.UnitTests.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

internal sealed class RunRhythmTests : SnapshotFixture
{
    [Test]
    public async Task A_run_is_saved_before_at_intervals_after_bursts_and_at_its_end()
    {
        var time = new PacedTime();
        var hints = new ScriptedHints();
        using var backups = new RunBackups(NewStore(time), new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, hints, time, "run-1");
        Write("a", "1");
        Write("b.log", "1");
        await backups.BeforeAsync(NoProgress.Instance, CancellationToken.None);
        using var end = new CancellationTokenSource();
        Task working = backups.WhileRunningAsync(end.Token);

        TimeSpan left = await Next(hints, time, TimeSpan.Zero, () => Write("a", "22"));
        Assert.That(left, Is.EqualTo(TimeSpan.FromMinutes(5)));
        await Next(hints, time, TimeSpan.FromMinutes(5), () => { });
        await Next(hints, time, TimeSpan.FromSeconds(1), () =>
        {
            Write(".backupignore", "*\n");
            Write("c", "1");
            hints.Changes++;
        });
        await Next(hints, time, TimeSpan.FromSeconds(2), () => { });
        await hints.NextWait();
        await end.CancelAsync();
        await working;
        File.Delete(At("a"));
        File.Delete(At("b.log"));
        File.Delete(At("c"));
        backups.After(NoProgress.Instance, CancellationToken.None);

        IReadOnlyList<SnapshotInfo> all = NewStore().List();
        Assert.That(all.Select(snapshot => snapshot.Facts!.Reason), Is.EqualTo(new[] { SnapshotReason.BeforeRun, SnapshotReason.Interval, SnapshotReason.Burst, SnapshotReason.AfterRun }));
        Assert.That(all.Select(snapshot => snapshot.Facts!.RunId), Is.All.EqualTo("run-1"));
        Assert.That(File.Exists(Path.Combine(all[2].Path, "c")), "by the rules of the start");
        Assert.That((backups.TakenMeanwhile, backups.BeforeSnapshot), Is.EqualTo((2, all[0].Id)));
        Assert.That(backups.Notes.Single().English, Does.Contain(".backupignore was changed during the run"));
    }

    [Test]
    public async Task What_fails_meanwhile_is_a_note_for_the_end()
    {
        var time = new PacedTime();
        var hints = new ScriptedHints { Trouble = new Text("no more watches", "слежения исчерпаны") };
        using var backups = new RunBackups(NewStore(time), new BackupLoopSpec { Interval = TimeSpan.FromMinutes(5) }, hints, time, "run-1");
        Write("a", "1");
        await backups.BeforeAsync(NoProgress.Instance, CancellationToken.None);
        using var end = new CancellationTokenSource();
        Task working = backups.WhileRunningAsync(end.Token);
        await Next(hints, time, TimeSpan.FromMinutes(5), () => Directory.Move(Source, Source + "-away"));
        await Next(hints, time, TimeSpan.FromMinutes(5), () => Directory.Move(Source + "-away", Source));
        await hints.NextWait();
        await end.CancelAsync();
        await working;
        Assert.That(backups.Notes.Select(note => note.English), Is.EqualTo(new[]
        {
            "the folder's changes could not be watched: no more watches",
            $"a snapshot failed: the folder {Source} can not be read: it does not exist",
        }));
    }

    /// <summary>Waits until the loop waits, does something, lets time pass, and lets the loop go on; answers how long it would have waited.</summary>
    private static async Task<TimeSpan> Next(ScriptedHints hints, PacedTime time, TimeSpan passes, Action work)
    {
        (TimeSpan left, TaskCompletionSource end) = await hints.NextWait();
        work();
        time.Passed += passes;
        end.SetResult();
        return left;
    }
}
