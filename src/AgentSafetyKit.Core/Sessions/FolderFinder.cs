using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Finds what the configuration says of a folder the user stands in or names.</summary>
public static class FolderFinder
{
    /// <summary>The mount whose source is this folder or the nearest one above it; null when there is none. Real paths on both sides.</summary>
    public static MountSettings? MountOf(KitConfig? config, string folder) => new MountSources(config).Holding(folder);

    /// <summary>The folder whose snapshots are meant: that of the mount around <paramref name="folder"/>, else the folder itself with the default place for its snapshots.</summary>
    /// <param name="config">Null: there is none.</param>
    /// <param name="folder">A path as the user gave it.</param>
    /// <param name="backupFolder">What the user named as the place of the snapshots; null for what is configured, or the default.</param>
    public static ProtectedFolder Find(KitConfig? config, string folder, string? backupFolder)
    {
        string real = RequireReal(folder);
        if (backupFolder is not null)
            return new ProtectedFolder(real, backupFolder, null);
        if (MountOf(config, folder) is { } mount)
            return new ProtectedFolder(new MountSources(config).Require(mount), mount.Backup, mount);
        return new ProtectedFolder(real, DefaultBackupFolder(real), null);
    }

    /// <summary>As <see cref="Find"/>, for looking at snapshots there are: a folder that neither the configuration knows nor has any beside it means the nearest folder above that has.</summary>
    public static ProtectedFolder FindKept(KitConfig? config, string folder, string? backupFolder)
    {
        if (RealPath.Of(folder) is null && Gone(config, folder, backupFolder) is { } gone)
            return gone;
        ProtectedFolder found = Find(config, folder, backupFolder);
        if (backupFolder is not null || found.Mount is not null)
            return found;
        for (string? above = found.Source; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Directory.Exists(DefaultBackupFolder(above)))
                return new ProtectedFolder(above, DefaultBackupFolder(above), null);
        }

        return found;
    }

    /// <summary>As <see cref="Find"/>, and <paramref name="folder"/> may also be the place of the snapshots itself: where the configuration says so, or where it holds some and has none beside it.</summary>
    public static ProtectedFolder FindStore(KitConfig? config, string folder)
    {
        if (RealPath.Of(folder) is null && Gone(config, folder, null) is { } gone)
            return gone;
        string real = RequireReal(folder);
        if (config?.Mounts.FirstOrDefault(mount => RealPath.Of(mount.Backup) == real) is { } owner)
            return new ProtectedFolder(new MountSources(config).Of(owner), owner.Backup, owner) { IsNamedBySnapshots = true };
        // A folder with snapshots of its own beside it is meant as itself, whatever lies in it.
        if (MountOf(config, folder) is null && SnapshotStore.IsAt(real) && !SnapshotStore.IsAt(DefaultBackupFolder(real)))
            return new ProtectedFolder(real, real, null) { IsNamedBySnapshots = true };
        return Find(config, folder, null);
    }

    /// <summary>A folder that is there no more, which is when its snapshots are wanted most; null: it has none.</summary>
    private static ProtectedFolder? Gone(KitConfig? config, string folder, string? backupFolder)
    {
        string real = RealPath.OfExistingPart(folder);
        var sources = new MountSources(config);
        MountSettings? mount = config?.Mounts.FirstOrDefault(mount => IsAtOrBeneath(real, sources.Of(mount)) && RealPath.Of(sources.Of(mount)) is null);
        string source = mount is null ? real : sources.Of(mount), backups = backupFolder ?? mount?.Backup ?? DefaultBackupFolder(real);
        return SnapshotStore.IsAt(backups) ? new ProtectedFolder(source, backups, mount) : null;
    }

    /// <summary>Beside the folder: <c>backups-NAME</c>.</summary>
    public static string DefaultBackupFolder(string folder) =>
        Path.Combine(Path.GetDirectoryName(folder) ?? "/", "backups-" + Path.GetFileName(folder));

    public static bool IsAtOrBeneath(string path, string folder) =>
        path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && (folder == "/" || path[folder.Length] == '/'));

    /// <exception cref="KitException"><see cref="ErrorCode.FolderMissing"/>.</exception>
    public static string RequireReal(string folder)
    {
        if (RealPath.Of(folder) is { } real && Directory.Exists(real))
            return real;
        string shown = Printable.Escape(folder);
        throw new KitException(
            ErrorCode.FolderMissing,
            new Text($"there is no folder {shown}", $"папки {shown} нет"),
            new Text("the path leads nowhere, or not to a folder", "путь никуда не ведёт или ведёт не к папке"),
            new Text("check the path", "проверьте путь"));
    }
}
