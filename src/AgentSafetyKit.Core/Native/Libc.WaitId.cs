using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int ByProcessId = 1, Exited = 4, LeaveIt = 0x1000000, EndedByItself = 1;

    // siginfo_t as an array of int: 128 bytes, si_code and si_status.
    private const int IntsInSignalInfo = 32, HowItEnded = 2, ItsStatus = 6;

    /// <summary>waitid(2) for the end of one child; blocks. The answer is its exit code, or 128 + the signal that ended it, as a shell says it.</summary>
    public static Errno WaitForExit(int process, out int exitCode)
    {
        Span<int> info = stackalloc int[IntsInSignalInfo];
        int answer;
        do
            answer = WaitIdRaw(ByProcessId, process, info, Exited);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        exitCode = info[HowItEnded] == EndedByItself ? info[ItsStatus] : 128 + info[ItsStatus];
        return ErrnoOf(answer);
    }

    /// <summary>waitid(2) with WNOWAIT: blocks until the child has ended and leaves it to be collected.</summary>
    public static Errno WaitUntilExited(int process)
    {
        Span<int> info = stackalloc int[IntsInSignalInfo];
        int answer;
        do
            answer = WaitIdRaw(ByProcessId, process, info, Exited | LeaveIt);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitIdRaw(int idType, int id, Span<int> info, int options);
}
