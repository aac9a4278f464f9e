using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct statvfs of glibc on 64-bit Linux (112 bytes).</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
public struct StatVfsBuffer
{
    [FieldOffset(0)] public ulong BlockSize;

    /// <summary>The unit of the counts below.</summary>
    [FieldOffset(8)] public ulong FragmentSize;
    [FieldOffset(16)] public ulong Blocks;
    [FieldOffset(24)] public ulong FreeBlocks;

    /// <summary>Free for an ordinary user.</summary>
    [FieldOffset(32)] public ulong AvailableBlocks;
    [FieldOffset(40)] public ulong Inodes;
    [FieldOffset(48)] public ulong FreeInodes;
    [FieldOffset(56)] public ulong AvailableInodes;
    [FieldOffset(64)] public ulong FileSystemId;
    [FieldOffset(72)] public ulong MountFlags;
    [FieldOffset(80)] public ulong LongestName;
}
