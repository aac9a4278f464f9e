using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>An empty folder made for one run, as if the configuration had it: for that run only, without snapshots, by the rules of its VM.</summary>
internal static class TemporaryFolder
{
    /// <param name="config">What it is added to.</param>
    /// <param name="folder">Its real path.</param>
    /// <param name="machine">The VM it is for.</param>
    public static MountSettings MountOf(KitConfig config, string folder, string machine) => new(
        config.Mounts.Length,
        folder,
        // In the guest's own temporary folder, so that what is left of the place goes by itself.
        "/tmp/" + Path.GetFileName(folder),
        FolderFinder.DefaultBackupFolder(folder),
        TimeSpan.FromMinutes(5),
        MaxBackups: 100,
        CleanMethod.Thin,
        FirstBackup: true,
        machine,
        AllowedAgents: null,
        Backups: false,
        Continuous: false,
        MaxBackupSize: null,
        ByteSize.FromGibibytes(10),
        MaxFileSize: null,
        MaxFiles: 2_000_000,
        ByteSize.FromGibibytes(2),
        MountKind.Guarded,
        ReadOnly: false,
        Protect: [],
        Hide: [],
        KeyOrigins.None);
}
