using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>isatty(3).</summary>
    public static bool IsATerminal(FileDescriptor file) => IsATtyRaw(file) == 1;

    [LibraryImport(Library, EntryPoint = "isatty", SetLastError = true)]
    private static partial int IsATtyRaw(FileDescriptor file);
}
