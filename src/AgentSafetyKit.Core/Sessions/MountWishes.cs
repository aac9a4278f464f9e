using AgentSafetyKit.Configuration;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a mount, as a wish.</summary>
public static class MountWishes
{
    /// <summary>
    /// The list of what is protected is in force where it is written down; the default list is named by reviews, not enforced. What is hidden is what the configuration and the folder itself name now.
    /// </summary>
    /// <exception cref="Errors.KitException"><see cref="Errors.ErrorCode.FolderRefused"/>: the folder's own rules can not be read.</exception>
    public static MountWish Of(MountSettings mount, string source, string machine) =>
        new(source, mount.Target, machine, mount.ReadOnly, mount.Origins.IsSet("protect") ? mount.Protect : []) { Hide = mount.Hide, Restrict = RestrictFile.Read(source) };
}
