using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>Elf64_Phdr of elf(5).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ProgramHeader
{
    public readonly SegmentType Type;
    public readonly SegmentFlags Flags;
    public readonly ulong Offset;
    public readonly ulong Address;
    public readonly ulong PhysicalAddress;
    public readonly ulong FileLength;
    public readonly ulong Length;
    public readonly ulong Alignment;
}
