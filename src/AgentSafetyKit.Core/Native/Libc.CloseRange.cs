using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    // The same number on every architecture of Linux; called by number, because glibc has a wrapper only since 2.34.
    private const nint SystemCallNumberOfCloseRange = 436;

    private const uint FirstBeyondStandard = 3, OnExecOnly = 4;

    /// <summary>
    /// close_range(2), CLOSE_RANGE_CLOEXEC: no descriptor but the three standard ones reaches a child. Ours never do; this is about those we were started with: a VM that lives on must not
    /// hold the lock or the pipe of a script that called us. Before Linux 5.11 it does nothing.
    /// </summary>
    public static void KeepDescriptorsFromChildren() => _ = CloseRangeRaw(SystemCallNumberOfCloseRange, FirstBeyondStandard, uint.MaxValue, OnExecOnly);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint CloseRangeRaw(nint number, uint first, uint last, uint flags);
}
