using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>umask(2): the process-wide mask of permission bits for new files; answers the old one.</summary>
    public static uint Umask(uint mask) => UmaskRaw(mask);

    [LibraryImport(Library, EntryPoint = "umask")]
    private static partial uint UmaskRaw(uint mask);
}
