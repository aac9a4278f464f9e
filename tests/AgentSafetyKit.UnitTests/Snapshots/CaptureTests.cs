using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>What is captured is safe before the snapshot is whole.</summary>
internal sealed class CaptureTests : SnapshotFixture
{
    [Test]
    public void After_the_capture_the_source_may_change_or_vanish_and_the_snapshot_is_that_of_the_moment_before()
    {
        new RandomTree(Source, new Random(3)).Grow(60);
        Take();
        new RandomTree(Source, new Random(4)).Edit(15);
        Write("deep/new/file", "captured");
        List<string> wanted = PosixTree.Describe(Source, withRootMode: false);
        string? early = null;
        SnapshotResult result = Store.Create(
            new SnapshotRequest
            {
                Captured = captured =>
                {
                    early = captured.Snapshot.Id;
                    Assert.That(Store.List(), Has.Count.EqualTo(1), "not to be seen yet");
                    Directory.Move(Source, Source + "-moved");
                    Directory.CreateDirectory(Source);
                    File.WriteAllText(At("agent"), "was here");
                },
            },
            null,
            CancellationToken.None);
        Assert.That(result.Snapshot.Id, Is.EqualTo(early));
        Assert.That(PosixTree.Describe(Snapshot(result), withRootMode: false), Is.EqualTo(wanted));
        Assert.That(Store.List(), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_crash_after_the_capture_is_finished_by_the_next_writer_without_the_source([Values("captured", "link", "flush", "manifest", "publish", "published")] string step)
    {
        new RandomTree(Source, new Random(5)).Grow(60);
        Shell("ln -s nowhere link; echo linked > first; ln first second; mkdir -p empty/folder", Source);
        Take();
        new RandomTree(Source, new Random(6)).Edit(15);
        Write("deep/new/file", "captured");
        List<string> wanted = PosixTree.Describe(Source, withRootMode: false);
        StopAt(step, new SnapshotRequest { Reason = SnapshotReason.BeforeRun, Captured = _ => { } });
        Write("deep/new/file", "changed by the agent");
        Take();
        SnapshotInfo finished = Store.List().Single(snapshot => snapshot.Facts!.Reason == SnapshotReason.BeforeRun);
        Assert.That(Store.List(), Has.Count.EqualTo(3));
        Assert.That(PosixTree.Describe(finished.Path, withRootMode: false), Is.EqualTo(wanted));
        Assert.That(Partials(Backups), Is.Empty);
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [Test]
    public void What_was_captured_is_thrown_away_where_the_snapshot_to_link_from_is_gone_or_damaged([Values("gone", "damaged", "incomplete")] string harm)
    {
        Write("same", "same");
        Write("file", "1");
        string first = Take().Snapshot.Id;
        Write("file", "2");
        StopAt("captured", new SnapshotRequest { Captured = _ => { } });
        Shell(harm switch { "gone" => $"rm -r {first} .agsekit-{first}.man", "damaged" => $"rm .agsekit-{first}.man", _ => $"rm {first}/same" }, Backups);
        Write("file", "3");
        SnapshotResult result = Take();
        Assert.That(Shell("cat same file", result.Snapshot.Path), Is.EqualTo("same3"));
        Assert.That(Store.List(), Has.Count.EqualTo(harm == "gone" ? 1 : 2));
        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void A_cancellation_after_the_capture_loses_nothing()
    {
        Write("same", "same");
        Write("file", "1");
        Take();
        Write("file", "2");
        using var cancel = new CancellationTokenSource();
        Assert.That(() => Store.Create(new SnapshotRequest { Captured = _ => cancel.Cancel() }, null, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Store.List(), Has.Count.EqualTo(1));
        Write("file", "3");
        Take();
        Assert.That(Store.List().Select(snapshot => File.ReadAllText(snapshot.Path + "/file")), Is.EqualTo((string[])["1", "2", "3"]));
    }

    /// <summary>Ends the work there the way a killed process would: with nothing tidied up.</summary>
    private void StopAt(string step, SnapshotRequest request)
    {
        SnapshotCreation.Step = at =>
        {
            if (at == step)
                throw new TimeoutException(step);
        };
        try
        {
            Assert.That(() => Store.Create(request, null, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        }
        finally
        {
            SnapshotCreation.Step = null;
        }
    }
}
