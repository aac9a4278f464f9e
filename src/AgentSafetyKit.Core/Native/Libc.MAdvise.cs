using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>madvise(2); EINVAL where the kernel does not know the advice.</summary>
    internal static Errno MAdvise(nint address, nint length, MemoryAdvice advice)
    {
        int answer;
        do
            answer = MAdviseRaw(address, length, (int)advice);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdviseRaw(nint address, nint length, int advice);
}
