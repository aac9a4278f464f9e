using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fdatasync(2).</summary>
    public static Errno Fdatasync(FileDescriptor file)
    {
        int answer;
        do
            answer = FdatasyncRaw(file);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FdatasyncRaw(FileDescriptor file);
}
