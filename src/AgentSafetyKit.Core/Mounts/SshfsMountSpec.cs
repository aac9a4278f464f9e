namespace AgentSafetyKit.Mounts;

/// <summary>A guarded mount as the guest's sshfs is to make it.</summary>
/// <param name="MountPoint">In the guest; absolute, a folder that is there.</param>
/// <param name="Name">Shown by <c>mount</c> and <c>df</c> in the guest.</param>
public sealed record SshfsMountSpec(string MountPoint, string Name)
{
    public bool ReadOnly { get; init; }

    /// <summary>How long the guest may believe what it knows about a file; whole seconds, at least 1. A change made on the host is seen after at most about twice this.</summary>
    public TimeSpan AttributeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Every user of the guest may use the mount, not only the one sshfs runs as; permissions then count as on a disk. An ordinary user needs <c>user_allow_other</c> in the guest's /etc/fuse.conf for it.</summary>
    public bool ForAllUsers { get; init; } = true;

    /// <summary>Root makes the mount: at a mount point only root may write to, nobody else can (fusermount3(1)).</summary>
    public bool ByRoot { get; init; }
}
