using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fsetxattr(2): creates or replaces.</summary>
    public static Errno FSetXattr(FileDescriptor file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FSetXattrRaw(file, name, value, value.Length, 0);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fsetxattr", SetLastError = true)]
    private static partial int FSetXattrRaw(FileDescriptor file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, nint length, int flags);
}
