using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fchmodat(2) without flags: follows a symbolic link, so it is for names nobody else can change, such as /proc/self/fd/N.</summary>
    public static Errno FchmodAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FchmodAtRaw(folder, name, mode, 0);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int FchmodAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode, int flags);
}
