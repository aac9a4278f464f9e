using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>What statx(2) said about a name or an open handle. Times are nanoseconds since 1970 in UTC; <see cref="Blocks"/> counts 512 bytes.</summary>
public readonly struct FileStatus
{
    internal FileStatus(in StatxBuffer from)
    {
        Device = from.Device;
        MountId = from.MountId;
        Inode = from.Inode;
        Size = from.Size;
        Blocks = from.Blocks;
        ModifiedAt = from.ModificationTime.TotalNanoseconds;
        ChangedAt = from.ChangeTime.TotalNanoseconds;
        BornAt = from.BirthTime.TotalNanoseconds;
        UserId = from.UserId;
        GroupId = from.GroupId;
        LinkCount = from.LinkCount;
        Mode = from.Mode;
    }

    public ulong Device { get; }

    /// <summary>Through which mount it was reached (stx_mnt_id): a folder of the same file system that is mounted once more (mount --bind) has the same device and another mount. 0 before Linux 5.8.</summary>
    public ulong MountId { get; }

    public ulong Inode { get; }

    public long Size { get; }

    public long Blocks { get; }

    /// <summary>When the content was last modified (mtime); anybody who owns the file can set it.</summary>
    public long ModifiedAt { get; }

    /// <summary>When the inode last changed (ctime); only the kernel sets it.</summary>
    public long ChangedAt { get; }

    /// <summary>0 where the file system does not know.</summary>
    public long BornAt { get; }

    public uint UserId { get; }

    public uint GroupId { get; }

    public uint LinkCount { get; }

    /// <summary>Type and permission bits, as st_mode.</summary>
    public ushort Mode { get; }

    public EntryKind Kind => (EntryKind)(Mode & 0xF000);

    public uint Permissions => Mode & 0xFFFu;

    /// <summary>Takes less space than its size: it has holes.</summary>
    public bool IsSparse => Kind == EntryKind.File && Blocks * 512 < Size;

    /// <summary>False: something is mounted in between, another file system or another folder of the same.</summary>
    public bool IsOnMountOf(in FileStatus other) => Device == other.Device && MountId == other.MountId;

    public bool IsSameInodeAs(in FileStatus other) => Inode == other.Inode && Device == other.Device;

    /// <summary>Nobody touched it in between: the same inode with the same times, size, mode and owner.</summary>
    public bool IsUntouchedSince(in FileStatus before) =>
        IsSameInodeAs(before) && Size == before.Size && ModifiedAt == before.ModifiedAt && ChangedAt == before.ChangedAt && Mode == before.Mode;
}
