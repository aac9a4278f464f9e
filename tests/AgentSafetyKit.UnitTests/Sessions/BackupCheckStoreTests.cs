using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class BackupCheckStoreTests
{
    private static readonly SnapshotStoreSpec Spec = new() { Source = "/home/u/project", BackupFolder = "/home/u/backups-project" };
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly VerifyResult Good = new([new SnapshotVerification("20260101-000000", ManifestState.Good, []) { Files = 1, Proved = 1 }], 1, 10);
    private static readonly VerifyResult Damaged = new([new SnapshotVerification("20260101-000000", ManifestState.Good, [default!]) { Files = 1 }], 1, 10);

    private string _home = "";
    private BackupCheckStore _store = null!;

    [SetUp]
    public void Begin()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-check-").FullName;
        _store = new BackupCheckStore(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 1000));
    }

    [TearDown]
    public void End() => Directory.Delete(_home, recursive: true);

    [Test]
    public void A_check_of_all_is_remembered_for_this_folder_and_place_only()
    {
        Assert.That(_store.Find(Spec.Source, Spec.BackupFolder), Is.Null);
        _store.Remember(Spec, Good, wasOfAll: true, At);
        Assert.That((_store.Find(Spec.Source, Spec.BackupFolder)?.At, _store.Find(Spec.Source, Spec.BackupFolder)?.Word), Is.EqualTo((At, "ok")));
        Assert.That(_store.Find(Spec.Source, "/elsewhere"), Is.Null);
    }

    [Test]
    public void A_check_of_one_snapshot_clears_nothing_and_its_damage_is_remembered()
    {
        _store.Remember(Spec, Good, wasOfAll: false, At);
        Assert.That(_store.Find(Spec.Source, Spec.BackupFolder), Is.Null);
        _store.Remember(Spec, Damaged, wasOfAll: false, At);
        _store.Remember(Spec, Good, wasOfAll: false, At.AddDays(1));
        Assert.That((_store.Find(Spec.Source, Spec.BackupFolder)?.At, _store.Find(Spec.Source, Spec.BackupFolder)?.Word), Is.EqualTo((At, "damaged")));
    }
}
