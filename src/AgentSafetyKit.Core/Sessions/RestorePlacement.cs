using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>Keeps what is restored to another place out of the folders of snapshots, whosever they are, and out of our own folders: it would be mixed up with what lies there, or take its place.</summary>
/// <param name="paths">Our own folders.</param>
/// <param name="config">The configuration, asked for when needed; null: there is none.</param>
public sealed class RestorePlacement(KitPaths paths, Func<KitConfig?> config)
{
    /// <summary>Where the user's path really leads; a link that an agent could have put into it is not followed.</summary>
    /// <param name="target">Need not exist yet.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public string RealOf(string target) => new MountSources(ConfigIfRight()).At(target);

    /// <param name="target">Need not exist yet.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public void Require(string target)
    {
        string real = RealOf(target);
        if (Ours().Any(own => FolderFinder.IsAtOrBeneath(real, RealPath.OfExistingPart(own))))
            throw Refused(target, new Text("agsekit keeps its own keys, disks and state there", "там agsekit держит свои ключи, диски и состояние"));
        if (SnapshotsAround(real) is not { } place)
            return;
        string shown = Printable.Escape(place);
        throw Refused(target, place == real
            ? new Text("snapshots are kept there", "там хранятся снимки")
            : new Text($"it lies among snapshots, in {shown}", $"эта папка лежит среди снимков, в {shown}"));
    }

    private string[] Ours() => [paths.ConfigFolder, paths.SshFolder, paths.StateFolder, paths.DataFolder, paths.CacheFolder, paths.RuntimeFolder];

    /// <summary>Those known by name may be empty so far; the others are known by what lies in them.</summary>
    private string? SnapshotsAround(string real) =>
        BackupFolders().Select(RealPath.OfExistingPart).FirstOrDefault(known => FolderFinder.IsAtOrBeneath(real, known)) ?? SnapshotStore.Around(real);

    private IEnumerable<string> BackupFolders() => (ConfigIfRight()?.Mounts ?? []).Select(mount => mount.Backup);

    /// <summary>A mistake in the configuration must not be what keeps a folder from being restored.</summary>
    private KitConfig? ConfigIfRight()
    {
        try
        {
            return config();
        }
        catch (KitException)
        {
            return null;
        }
    }

    private static KitException Refused(string target, Text cause) => new(
        ErrorCode.FolderRefused,
        new Text($"nothing can be restored into {Printable.Escape(target)}", $"восстановить в {Printable.Escape(target)} нельзя"),
        cause,
        new Text("choose a folder elsewhere, for instance --to /tmp/look", "выберите папку в другом месте, например --to /tmp/look"));
}
