using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fremovexattr(2); ENODATA where there is none.</summary>
    public static Errno FRemoveXattr(FileDescriptor file, ReadOnlySpan<byte> name)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FRemoveXattrRaw(file, name);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fremovexattr", SetLastError = true)]
    private static partial int FRemoveXattrRaw(FileDescriptor file, ReadOnlySpan<byte> name);
}
