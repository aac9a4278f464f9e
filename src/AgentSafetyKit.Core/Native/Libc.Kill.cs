using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>kill(2): a negative number means the process group; signal 0 only asks whether it is there.</summary>
    public static Errno Kill(int process, Signal signal) => ErrnoOf(KillRaw(process, (int)signal));

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    private static partial int KillRaw(int process, int signal);
}
