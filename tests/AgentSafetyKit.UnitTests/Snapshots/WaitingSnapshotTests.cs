using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A snapshot that is stored and not yet put together is there for whoever names it.</summary>
internal sealed class WaitingSnapshotTests : SnapshotFixture
{
    [TearDown]
    public void ForgetSteps() => SnapshotCreation.Step = null;

    [Test]
    public async Task A_captured_snapshot_asked_for_by_its_name_is_waited_for_however_long_another_writer_takes()
    {
        string id = Capture();
        using BackupFolder backups = BackupFolder.Find(Backups)!;
        FileLock hold = backups.Lock(waits: false, NoProgress.Instance, CancellationToken.None);
        Task<string> reading = Task.Run(() =>
        {
            using var reader = new StreamReader(Store.OpenFile(id, TreePath.Parse("file")));
            return reader.ReadToEnd();
        });
        Assert.That(await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(6))), Is.Not.SameAs(reading));
        hold.Dispose();
        Assert.That(await reading, Is.EqualTo("2"));
        Assert.That(Store.Waiting(), Is.Empty);
    }

    [Test]
    public void A_captured_snapshot_that_can_not_be_finished_is_not_said_to_be_missing()
    {
        string id = Capture();
        SnapshotCreation.Step = at =>
        {
            if (at == "settled")
                throw new SystemCallException(Errno.EIO, "linkat", "file");
        };
        foreach (Action ask in (Action[])[() => Store.OpenFile(id, TreePath.Parse("file")), () => Plan(id), () => Store.Pin(id, "", "", null, CancellationToken.None)])
        {
            KitException error = Assert.Throws<KitException>(() => ask())!;
            Assert.That((error.Code, Store.Waiting().Single()), Is.EqualTo((ErrorCode.Busy, id)));
        }

        SnapshotCreation.Step = null;
        Assert.That(Store.Pin(id, "", "", null, CancellationToken.None).Id, Is.EqualTo(id));
    }

    private string Capture()
    {
        Write("file", "1");
        Take();
        Write("file", "2");
        SnapshotCreation.Step = at =>
        {
            if (at == "captured")
                throw new TimeoutException(at);
        };
        Assert.That(() => Store.Create(new SnapshotRequest { Reason = SnapshotReason.BeforeRestore, Captured = _ => { } }, null, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        SnapshotCreation.Step = null;
        return Store.Waiting().Single();
    }
}
