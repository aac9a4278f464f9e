using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>waitid(2) for the end of one child; blocks. The answer is its exit code, or 128 + the signal that ended it, as a shell says it.</summary>
    public static Errno WaitForExit(int process, out int exitCode)
    {
        const int ByProcessId = 1, Exited = 4;
        const int EndedByItself = 1;
        Span<int> info = stackalloc int[32]; // siginfo_t, 128 bytes: si_code is the third int, si_status the seventh
        int answer;
        do
            answer = WaitIdRaw(ByProcessId, process, info, Exited);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        exitCode = info[2] == EndedByItself ? info[6] : 128 + info[6];
        return ErrnoOf(answer);
    }

    /// <summary>waitid(2) with WNOWAIT: blocks until the child has ended and leaves it to be collected.</summary>
    public static Errno WaitUntilExited(int process)
    {
        const int ByProcessId = 1, Exited = 4, LeaveIt = 0x1000000;
        Span<int> info = stackalloc int[32];
        int answer;
        do
            answer = WaitIdRaw(ByProcessId, process, info, Exited | LeaveIt);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitIdRaw(int idType, int id, Span<int> info, int options);
}
