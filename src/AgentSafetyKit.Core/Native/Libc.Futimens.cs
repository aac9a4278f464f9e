using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>futimens(3): access and modification time of an open file.</summary>
    public static Errno Futimens(FileDescriptor file, TimeSpec access, TimeSpec modification)
    {
        int answer;
        do
            answer = FutimensRaw(file, [access, modification]);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    private static partial int FutimensRaw(FileDescriptor file, ReadOnlySpan<TimeSpec> times);
}
