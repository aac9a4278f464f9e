using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>
    /// sigaction(2): if SIGCHLD is ignored, which a program inherits from whoever started it, sets it back to its default. While it is ignored the kernel
    /// throws away the exit codes of our children, and their ids could pass to strangers before we know.
    /// </summary>
    public static unsafe void KeepExitCodesOfChildren()
    {
        const int ChildEnded = 17;
        const nint Ignored = 1;
        // struct sigaction: 152 bytes in glibc, the handler first (checked against the C headers by a test); SIG_DFL and no flags are all zeros.
        Span<nint> action = stackalloc nint[32];
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
