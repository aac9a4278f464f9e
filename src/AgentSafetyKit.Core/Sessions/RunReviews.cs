using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>What runs changed, worked out from their snapshots at any later time.</summary>
public sealed class RunReviews(Func<SnapshotStoreSpec, SnapshotStore> snapshots, MountStore mounts)
{
    /// <summary>From the state before the run to that after it; while it runs (or when it was killed) to the folder as it is now.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>: it was run without backups, or its snapshots are gone.</exception>
    public ReviewReport Of(RunRecord run, CancellationToken cancellation)
    {
        (ProtectedFolder folder, string before) = Require(run);
        return ReviewBuilder.Build(run, snapshots(folder.Spec).Diff(before, run.AfterSnapshot, cancellation)) with { Refused = RunRefusals.Of(run, mounts) };
    }

    /// <summary>The folder of a run and the snapshot that shows it as it was before.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>: it was run without backups.</exception>
    public static (ProtectedFolder Folder, string Before) Require(RunRecord run)
    {
        if (run is { BackupFolder: { } backups, BeforeSnapshot: { } before })
            return (new ProtectedFolder(run.Folder, backups, null), before);
        string list = new StorePlace(run.Folder, run.BackupFolder).CommandOnFolder("backups");
        throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text($"run {run.Id} can not be looked at or undone", $"запуск {run.Id} нельзя просмотреть или отменить"),
            run.BackupFolder is null
                ? new Text("it was run without backups", "он был запущен без резервных копий")
                : new Text("it was broken off before its first snapshot, so the agent never started", "он был прерван до первого снимка, агент так и не начал работу"),
            new Text($"see which snapshots there are: {list}", $"посмотрите, какие снимки есть: {list}"));
    }
}
