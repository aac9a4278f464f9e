using AgentSafetyKit.Configuration;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>What is wished of a mount, found out by a look at the folder.</summary>
public static class MountWishes
{
    /// <summary>
    /// What the default list names is protected where it is there now (<see cref="DefaultProtection"/>). What is hidden is what the configuration and the folder itself name now.
    /// </summary>
    /// <exception cref="Errors.KitException"><see cref="Errors.ErrorCode.FolderRefused"/>: the folder's own rules can not be read.</exception>
    public static MountWish Of(MountSettings mount, string source, string machine) =>
        new()
        {
            Source = source,
            Target = mount.Target,
            Machine = machine,
            ReadOnly = mount.ReadOnly,
            Protect = mount.ProtectGiven,
            Hide = mount.Hide,
            Restrict = RestrictFile.Read(source),
            ProtectedByDefault = mount.ProtectsDefault ? DefaultProtection.In(source, ProtectedPaths.Default) : null,
            GuestLocal = mount.GuestLocal,
            Tripwire = mount.Tripwire is { } tripwire ? new TripwireLimits { Files = tripwire.Files, Percent = tripwire.Percent, Seconds = tripwire.Seconds } : null,
            AttributeSeconds = mount.AttributeSeconds,
            MaxRunBytes = mount.MaxRunBytes?.Bytes,
            MaxRunFiles = mount.MaxRunFiles,
            FreeToLeave = mount.Backups && AreOnOneDisk(source, mount.Backup) ? mount.MinFreeSpace.Bytes : 0,
            BackupFolder = mount.Backups ? mount.Backup : null,
        };

    /// <summary>An agent that fills the disk of the folder leaves no room for its snapshots either.</summary>
    private static bool AreOnOneDisk(string source, string backups) => DiskNumber.At(source) is { } disk && DiskNumber.At(backups) == disk;

    /// <summary>The same mount once more, by the same rules; what of the default list has come to be there since is protected from now on.</summary>
    public static MountWish Again(MountRecord record) => new(record)
    {
        Source = record.Source,
        Target = record.Target,
        Machine = record.Machine,
        BackupFolder = record.BackupFolder,
        ProtectedByDefault = record.ProtectedByDefault is { } known ? [.. known.Union(DefaultProtection.In(record.Source, ProtectedPaths.Default))] : null,
    };
}
