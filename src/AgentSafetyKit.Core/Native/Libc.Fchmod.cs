using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fchmod(2).</summary>
    public static Errno Fchmod(FileDescriptor file, uint mode)
    {
        int answer;
        do
            answer = FchmodRaw(file, mode);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    private static partial int FchmodRaw(FileDescriptor file, uint mode);
}
