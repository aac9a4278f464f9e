using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    // struct sigaction has 152 bytes in glibc, the handler first.
    private const int ChildEnded = 17, Ignored = 1, RoomForSignalAction = 256;

    /// <summary>
    /// sigaction(2): if SIGCHLD is ignored, which a program inherits from whoever started it, sets it back to its default. While it is ignored the kernel
    /// throws away the exit codes of our children, and their ids could pass to strangers before we know.
    /// </summary>
    public static unsafe void KeepExitCodesOfChildren()
    {
        // SIG_DFL without flags is all zeros.
        Span<nint> action = stackalloc nint[RoomForSignalAction / 8];
        action.Clear();
        fixed (nint* pointer = action)
        {
            if (SigActionRaw(ChildEnded, null, pointer) != 0 || action[0] != Ignored)
                return;
            action.Clear();
            _ = SigActionRaw(ChildEnded, pointer, null);
        }
    }

    [LibraryImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    private static unsafe partial int SigActionRaw(int signal, nint* action, nint* oldAction);
}
