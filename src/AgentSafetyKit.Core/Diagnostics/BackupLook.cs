using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Diagnostics;

/// <summary>How the backups of a folder are, as its snapshots and its disk tell, and as the daemon remembers.</summary>
/// <param name="sources">Where the folders are.</param>
/// <param name="snapshots">Makes the stores.</param>
/// <param name="runs">A run takes its own.</param>
/// <param name="memory">The daemon's.</param>
/// <param name="checks">When snapshots were last verified.</param>
/// <param name="daemon">Whether there is one now: only then something is to be expected, and a failure it met still holds.</param>
/// <param name="language">Of the causes.</param>
internal sealed class BackupLook(MountSources sources, Func<SnapshotStoreSpec, SnapshotStore> snapshots, RunStore runs, BackupHealthStore memory, BackupCheckStore checks, bool daemon, Language language)
{
    public FolderBackupStatus Row(MountSettings mount, string state, string? cause) =>
        new(Printable.Escape(sources.Of(mount)), Printable.Escape(mount.Backup), state, null, null, null, null, null, null, 0, null, null, cause);

    public FolderBackupStatus At(MountSettings mount)
    {
        string source = sources.Of(mount);
        try
        {
            if (!Directory.Exists(source))
                return Row(mount, "failed", new Text("the folder is not there", "этой папки нет").In(language));
            if (RealPath.Of(source) != source)
                return Row(mount, "failed", SwappedFolder.Refuse(source).Cause.In(language));
            IReadOnlyList<SnapshotInfo> all = snapshots(new ProtectedFolder(source, mount.Backup, mount).Spec).List();
            SnapshotInfo? last = all.Count > 0 ? all[^1] : null;
            long? free = FreeSpace.BytesAt(mount.Backup);
            BackupHealth? health = memory.Find(source, mount.Backup);
            BackupCheck? check = checks.Find(source, mount.Backup);
            Text cause = daemon && health is { ProblemCode: not (null or nameof(ErrorCode.Busy)) }
                ? new Text(health.ProblemEnglish ?? "", health.ProblemRussian ?? "")
                : last is { State: not ManifestState.Good }
                ? new Text($"snapshot {last.Id} has no list of files; see: agsekit backup verify", $"у снимка {last.Id} нет списка файлов; см. agsekit backup verify")
                : check is { Damaged: true }
                ? new Text("snapshots are not what was stored; see: agsekit backup verify", "снимки не такие, какими были сохранены; см. agsekit backup verify")
                : free < mount.MinFreeSpace.Bytes
                    ? new Text($"the disk of the snapshots has {new ByteSize(free.Value)} free, less than min_free_space ({mount.MinFreeSpace})", $"на диске снимков свободно {new ByteSize(free.Value)}, меньше min_free_space ({mount.MinFreeSpace})")
                    : Text.None;
            RunRecord? by = runs.Live().FirstOrDefault(run => run.IsWatched && run.Folder == source && run.BackupFolder == mount.Backup);
            return Row(mount, cause.IsEmpty ? last is null ? "none" : "ok" : "failed", cause.IsEmpty ? null : cause.In(language)) with
            {
                LastSnapshot = last?.Id,
                LastSuccess = health?.LastSuccess > last?.Facts?.TakenAt || last?.Facts is null ? health?.LastSuccess : last.Facts.TakenAt,
                LastCheck = health?.LastCheck,
                NextCheck = daemon ? health?.NextCheck : null,
                LastVerify = check?.At,
                VerifyResult = check?.Word,
                Snapshots = all.Count,
                FreeBytes = free,
                By = by?.Id,
            };
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            return Row(mount, "failed", error is KitException failure ? failure.Cause.In(language) : Printable.Escape(error.Message));
        }
    }
}
