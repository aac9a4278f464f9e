using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>mkdirat(2).</summary>
    public static Errno MkdirAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = MkdirAtRaw(folder, name, mode);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MkdirAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode);
}
