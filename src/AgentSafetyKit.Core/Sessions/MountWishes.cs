using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a mount, as a wish.</summary>
public static class MountWishes
{
    /// <summary>The list of what is protected is in force where it is written down; the default list is named by reviews, not enforced.</summary>
    public static MountWish Of(MountSettings mount, string source, string machine) =>
        new(source, mount.Target, machine, mount.ReadOnly, mount.Origins.IsSet("protect") ? mount.Protect : []);
}
