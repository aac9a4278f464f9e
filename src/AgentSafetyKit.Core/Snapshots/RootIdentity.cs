using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Which folder it was, whatever it is called today.</summary>
/// <param name="Device">st_dev.</param>
/// <param name="Inode">st_ino.</param>
/// <param name="BornAt">Nanoseconds since 1970; 0 where the file system does not know.</param>
internal readonly record struct RootIdentity(ulong Device, ulong Inode, long BornAt)
{
    /// <summary>Whatever the device is called today: its number may be another one after each start of the machine.</summary>
    public bool IsSameFolderAs(RootIdentity other) => Inode == other.Inode && BornAt == other.BornAt;

    public static RootIdentity Of(in FileStatus status) => new(status.Device, status.Inode, status.BornAt);
}
