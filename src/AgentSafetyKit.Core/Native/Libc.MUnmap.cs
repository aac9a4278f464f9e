using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>munmap(2), for <see cref="MappedMemory"/> alone.</summary>
    internal static int MUnmap(nint address, nint length) => MUnmapImport(address, length);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmapImport(nint address, nint length);
}
