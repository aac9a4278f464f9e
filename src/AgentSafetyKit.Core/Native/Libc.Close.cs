using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>close(2), for <see cref="FileDescriptor"/> and for what <see cref="TryOpenAt"/> opened. Never retried: on Linux the descriptor is gone even after EINTR.</summary>
    internal static int CloseRaw(int descriptor) => CloseImport(descriptor);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    private static partial int CloseImport(int descriptor);
}
