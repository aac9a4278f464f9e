using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int SinceBootWithSleep = 7;

    /// <summary>clock_gettime(2) of CLOCK_BOOTTIME: time since the boot of the host, also while it slept; nobody can move it.</summary>
    public static Errno TimeSinceBoot(out TimeSpec time) => ErrnoOf(ClockGetTimeRaw(SinceBootWithSleep, out time));

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockGetTimeRaw(int clock, out TimeSpec time);
}
