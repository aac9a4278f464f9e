using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>Elf64_Dyn of elf(5).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DynamicEntry
{
    public readonly DynamicTag Tag;
    public readonly ulong Value;
}
