using AgentSafetyKit.Configuration;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a mount, as a wish.</summary>
public static class MountWishes
{
    /// <summary>
    /// What the default list names is protected where it is there now (<see cref="DefaultProtection"/>). What is hidden is what the configuration and the folder itself name now.
    /// </summary>
    /// <exception cref="Errors.KitException"><see cref="Errors.ErrorCode.FolderRefused"/>: the folder's own rules can not be read.</exception>
    public static MountWish Of(MountSettings mount, string source, string machine) =>
        new(source, mount.Target, machine, mount.ReadOnly, mount.ProtectGiven)
        {
            Hide = mount.Hide,
            Restrict = RestrictFile.Read(source),
            ProtectedByDefault = mount.ProtectsDefault ? DefaultProtection.In(source, ProtectedPaths.Default) : null,
            GuestLocal = mount.GuestLocal,
            Tripwire = mount.Tripwire is { } tripwire ? new TripwireLimits { Files = tripwire.Files, Percent = tripwire.Percent, Seconds = tripwire.Seconds } : null,
            AttributeSeconds = mount.AttributeSeconds,
            BackupFolder = mount.Backups ? mount.Backup : null,
        };
}
