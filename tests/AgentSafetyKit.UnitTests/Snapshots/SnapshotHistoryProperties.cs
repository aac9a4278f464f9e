using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>
/// A history of random edits, snapshots, retention, prunes, pins, restores and lost manifests, next to a model that copies: at every moment each snapshot that is listed is what was copied when it was taken, and the newest and the
/// pinned ones are listed.
/// </summary>
internal sealed class SnapshotHistoryProperties : SnapshotFixture
{
    private readonly Dictionary<string, List<string>> _model = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);

    [Test]
    public void Through_any_history_every_kept_snapshot_is_what_it_was_when_it_was_taken() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Live(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(int.MaxValue / 2));

    private void Live(int seed)
    {
        RemoveFolders();
        MakeFolders();
        _model.Clear();
        _pinned.Clear();
        var random = new Random(seed);
        var tree = new RandomTree(Source, random);
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var policy = new RetentionPolicy { Keep = random.Next(1, 5), Method = random.Next(2) == 0 ? RetentionMethod.Tail : RetentionMethod.Thin };
        var store = new SnapshotStore(new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, Retention = random.Next(4) == 0 ? null : policy }, clock);
        var log = new List<string> { $"seed {seed}, {store.Spec.Retention}" };
        tree.Grow(random.Next(40));
        for (int step = 0; step < 20; step++)
        {
            clock.Now += TimeSpan.FromMinutes(random.Next(-2, 600));
            List<string> before = PosixTree.Describe(Source);
            switch (random.Next(11))
            {
                case 0 when _model.Count > 0:
                    Restore(store, Any(store, random), random.Next(2) == 0, before, log);
                    break;
                case 1 when _model.Count > 0:
                    string lost = Any(store, random);
                    log.Add($"manifest of {lost} lost");
                    File.Delete(Path.Combine(Backups, $".agsekit-{lost}.man"));
                    break;
                case 2 or 3 or 4 or 5:
                    SnapshotResult result = store.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);
                    log.Add($"{result.Outcome} {result.Snapshot.Id}");
                    if (result.Outcome == SnapshotOutcome.Created)
                        Assert.That(_model.TryAdd(result.Snapshot.Id, before), Told(log, "a name is given once"));
                    break;
                case 6 when _model.Count > 0:
                    Prune(store, random, clock.Now, log);
                    break;
                case 7 when _model.Count > 0:
                    Pin(store, Any(store, random), log);
                    break;
                default:
                    tree.Edit(random.Next(10));
                    log.Add("edits");
                    break;
            }

            AssertAllAsModelled(store, log);
        }
    }

    private void Restore(SnapshotStore store, string id, bool safety, List<string> before, List<string> log)
    {
        log.Add($"restore {id}{(safety ? " safely" : "")}");
        List<string> wanted = _model[id];
        RestoreResult result = store.Restore(store.PlanRestore(new RestoreRequest { Id = id, DeletesExtra = true }, null, CancellationToken.None), safety, null, CancellationToken.None);
        Assert.That(result.Warnings, Is.Empty, Told(log));
        Assert.That(PosixTree.Describe(Source)[1..], Is.EqualTo(wanted[1..]), Told(log));
        if (result.SafetySnapshot is { } saved)
            _model.TryAdd(saved.Id, before);
    }

    private void Prune(SnapshotStore store, Random random, DateTimeOffset now, List<string> log)
    {
        var policy = new RetentionPolicy { Keep = random.Next(1, 4), Method = random.Next(2) == 0 ? RetentionMethod.Tail : RetentionMethod.Thin };
        PrunePlan plan = store.PlanPrune(new PruneRequest { Policy = policy, AcceptsMissingSource = true, MeasuresSizes = random.Next(2) == 0 }, now, null, CancellationToken.None);
        string[] before = [.. store.List().Select(snapshot => snapshot.Id)], goes = [.. plan.Condemned.Select(decision => decision.Id)];
        log.Add($"prune by {policy}: {string.Join(' ', goes)}");
        PruneResult result = store.Prune(plan, null, CancellationToken.None);
        Assert.That(result.Removed, Is.EqualTo(goes), Told(log));
        Assert.That(store.List().Select(snapshot => snapshot.Id), Is.EqualTo(before.Except(goes)), Told(log));
    }

    private void Pin(SnapshotStore store, string id, List<string> log)
    {
        bool isPinned = _pinned.Contains(id);
        log.Add($"{(isPinned ? "unpin" : "pin")} {id}");
        if (isPinned)
            store.Unpin(id, null, CancellationToken.None);
        else
            store.Pin(id, "kept", "test", null, CancellationToken.None);
        Assert.That(isPinned ? _pinned.Remove(id) : _pinned.Add(id));
    }

    private void AssertAllAsModelled(SnapshotStore store, List<string> log)
    {
        IReadOnlyList<SnapshotInfo> listed = store.List();
        foreach (SnapshotInfo snapshot in listed)
        {
            Assert.That(_model.ContainsKey(snapshot.Id), Told(log, snapshot.Id));
            Assert.That(PosixTree.Describe(snapshot.Path, withRootMode: false)[1..], Is.EqualTo(_model[snapshot.Id][1..]), Told(log, snapshot.Id));
        }

        Assert.That(listed.Where(snapshot => snapshot.Pin is not null).Select(snapshot => snapshot.Id), Is.EquivalentTo(_pinned), Told(log, "what is pinned stays"));
        if (_model.Count > 0)
            Assert.That(listed.Select(snapshot => snapshot.Id), Does.Contain(_model.Keys.Max(SnapshotOrder.Instance)), Told(log, "the newest stays"));
        Assert.That(!Directory.Exists(Backups) || Partials(Backups).Length == 0, Told(log, "no piece of work is left"));
    }

    private static string Any(SnapshotStore store, Random random)
    {
        IReadOnlyList<SnapshotInfo> listed = store.List();
        return listed[random.Next(listed.Count)].Id;
    }

    private static string Told(List<string> log, string what = "") => $"{what}\n{string.Join('\n', log)}";

    /// <summary>As the names of snapshots are ordered: a second one of the same second has -2 behind it.</summary>
    private sealed class SnapshotOrder : IComparer<string>
    {
        public static readonly SnapshotOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            _ = SnapshotName.TryParse(x!, out SnapshotName left);
            _ = SnapshotName.TryParse(y!, out SnapshotName right);
            return left.CompareTo(right);
        }
    }
}
