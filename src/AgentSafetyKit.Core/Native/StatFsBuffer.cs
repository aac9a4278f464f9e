using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct statfs of glibc on 64-bit Linux (120 bytes); only what <see cref="StatVfsBuffer"/> does not have.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
public struct StatFsBuffer
{
    /// <summary>A number of linux/magic.h.</summary>
    [FieldOffset(0)] public long Type;
}
