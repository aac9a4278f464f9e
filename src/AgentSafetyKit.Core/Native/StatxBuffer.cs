using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct statx of linux/stat.h (256 bytes, the same on every architecture).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct StatxBuffer
{
    [FieldOffset(0)] public StatxMask Mask;
    [FieldOffset(4)] public uint BlockSize;
    [FieldOffset(8)] public ulong Attributes;
    [FieldOffset(16)] public uint LinkCount;
    [FieldOffset(20)] public uint UserId;
    [FieldOffset(24)] public uint GroupId;

    /// <summary>Type and permissions, as st_mode.</summary>
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public long Size;

    /// <summary>Used space in units of 512 bytes.</summary>
    [FieldOffset(48)] public long Blocks;
    [FieldOffset(64)] public StatxTimestamp AccessTime;
    [FieldOffset(80)] public StatxTimestamp BirthTime;
    [FieldOffset(96)] public StatxTimestamp ChangeTime;
    [FieldOffset(112)] public StatxTimestamp ModificationTime;
    [FieldOffset(128)] public uint SpecialDeviceMajor;
    [FieldOffset(132)] public uint SpecialDeviceMinor;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;
    [FieldOffset(144)] public ulong MountId;

    public readonly ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;

    public readonly FileType Type => (FileType)(Mode & 0xF000);

    public readonly uint Permissions => Mode & 0xFFFu;

    public readonly bool IsFolder => Type == FileType.Folder;

    public readonly bool IsRegular => Type == FileType.Regular;

    public readonly bool IsSymbolicLink => Type == FileType.SymbolicLink;
}
