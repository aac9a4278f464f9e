using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>ftruncate(2).</summary>
    public static Errno Ftruncate(FileDescriptor file, long length)
    {
        int answer;
        do
            answer = FtruncateRaw(file, length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FtruncateRaw(FileDescriptor file, long length);
}
