using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct rusage of glibc on 64-bit Linux (144 bytes): the part we look at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
public struct ResourceUsage
{
    /// <summary>What was really read from disks, in units of 512 bytes.</summary>
    [FieldOffset(88)] public long BlocksRead;
}
