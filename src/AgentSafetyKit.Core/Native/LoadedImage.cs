using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct dl_phdr_info of dl_iterate_phdr(3).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct LoadedImage
{
    /// <summary>What the addresses in the headers are relative to.</summary>
    public readonly nint Base;
    public readonly nint Name;

    /// <summary>Of the first <see cref="ProgramHeader"/>.</summary>
    public readonly nint Headers;
    public readonly ushort HeaderCount;
    public readonly ulong LoadedEver;
    public readonly ulong UnloadedEver;
    public readonly nuint ThreadDataId;
    public readonly nint ThreadData;
}
