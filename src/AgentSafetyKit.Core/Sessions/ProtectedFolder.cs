using AgentSafetyKit.Configuration;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>A folder and where its snapshots are.</summary>
/// <param name="Source">The folder, its real path.</param>
/// <param name="Mount">What the configuration says of it; null for a folder it does not know.</param>
public sealed record ProtectedFolder(string Source, string BackupFolder, MountSettings? Mount)
{
    /// <summary>The user named the folder of the snapshots, not the folder they are of; that one may be gone, and for snapshots of an unknown folder <see cref="Source"/> is the former too.</summary>
    public bool IsNamedBySnapshots { get; init; }

    /// <summary>How a command typed where the user stands names it; null: in full.</summary>
    public StorePlace? Place { get; init; }

    public SnapshotStoreSpec Spec
    {
        get
        {
            var spec = new SnapshotStoreSpec { Source = Source, BackupFolder = BackupFolder, Place = Place ?? new StorePlace(Source, BackupFolder) };
            return Mount is null ? spec : spec with
            {
                AlwaysExclude = Mount.Exclude,
                MinFreeSpace = Mount.MinFreeSpace,
                MaxNewBytes = Mount.MaxNewBytes,
                MaxFileSize = Mount.MaxFileSize,
                MaxFiles = Mount.MaxFiles,
                Retention = new RetentionPolicy { Method = Mount.Clean == CleanMethod.Tail ? RetentionMethod.Tail : RetentionMethod.Thin, Keep = Mount.MaxBackups, MaxTotalSize = Mount.MaxBackupSize },
            };
        }
    }
}
