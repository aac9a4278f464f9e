using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Which folder the snapshots of a backup folder are of, as its newest one says. A folder is the same where it has the same path, whatever lies there now (a clone made anew), and where it is the same inode, whatever it is called
/// now. A snapshot of yet another one would be a mix: each file of the one gone, each of the other new, and the good ones thinned away by retention.
/// </summary>
/// <param name="Path">As it was called then.</param>
/// <param name="Folder">What it was then.</param>
internal sealed record SnapshotOrigin(string Path, RootIdentity Folder)
{
    /// <summary>Null: none of the snapshots says, so they belong to whoever writes next.</summary>
    public static SnapshotOrigin? Of(BackupFolder backups, IReadOnlyList<SnapshotName> oldestFirst)
    {
        for (int i = oldestFirst.Count - 1; i >= 0; i--)
        {
            if (backups.ReadOrigin(oldestFirst[i]) is { } read && Tells(read.Facts))
                return Of(read.Facts, read.Source);
        }

        return null;
    }

    /// <summary>The same, where the newest manifest is read already.</summary>
    public static SnapshotOrigin? Of(Manifest newest, BackupFolder backups, IReadOnlyList<SnapshotName> oldestFirst) =>
        Tells(newest.Facts) ? Of(newest.Facts, newest.Source) : Of(backups, oldestFirst);

    /// <summary>Of one snapshot, which may differ where the folder was replaced, or is another one's saved before these were brought back into it.</summary>
    public static SnapshotOrigin? Of(OpenSnapshot snapshot) =>
        Of(snapshot.Manifest.Facts, snapshot.Manifest.Source) ?? Of(snapshot.Backups, snapshot.Backups.Snapshots());

    /// <summary>Whether they are snapshots of this folder.</summary>
    public bool IsOf(FolderHandle? source, string path)
    {
        // Not by where the recorded path leads now: an agent above it could have made a link of it.
        if (path == Path)
            return true;
        if (source is null)
            return false;
        source.Status(out FileStatus status).Check("statx", path);
        // Without a time of birth the number alone would fit the root of any other disk.
        return RootIdentity.Of(status) is var found && found.IsSameFolderAs(Folder) && (found.BornAt != 0 || found.Device == Folder.Device) && source.FileSystem().HasStableInodes;
    }

    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public void Require(FolderHandle source, SnapshotStoreSpec spec)
    {
        if (IsOf(source, spec.Source))
            return;
        string command = spec.CommandToTake + " --yes";
        throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"no snapshot of {Printable.Escape(spec.Source)} was taken", $"снимок {Printable.Escape(spec.Source)} не сделан"),
            Cause(spec),
            new Text($"choose a backup folder of its own; if it is the same project in a new place, say so once: {command}", $"выберите для неё отдельную папку снимков; если это тот же проект на новом месте, скажите об этом один раз: {command}"));
    }

    public Text Cause(SnapshotStoreSpec spec) => new(
        $"the snapshots in {Printable.Escape(spec.BackupFolder)} are of another folder: {Printable.Escape(Path)}", $"в {Printable.Escape(spec.BackupFolder)} лежат снимки другой папки: {Printable.Escape(Path)}");

    /// <summary>What is saved before a restore may be another folder, into which the user brings these snapshots back; a rebuilt list of files knows of no folder.</summary>
    private static bool Tells(SnapshotFacts facts) => facts is { IsRebuilt: false, Reason: not SnapshotReason.BeforeRestore };

    private static SnapshotOrigin? Of(SnapshotFacts facts, RootIdentity folder) => facts.Source is { } path ? new SnapshotOrigin(path, folder) : null;
}
