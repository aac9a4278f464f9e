using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int OwnProcess = 0;

    /// <summary>getrusage(2) of this process; it can not fail.</summary>
    public static ResourceUsage GetRUsage()
    {
        _ = GetRUsageRaw(OwnProcess, out ResourceUsage usage);
        return usage;
    }

    [LibraryImport(Library, EntryPoint = "getrusage")]
    private static partial int GetRUsageRaw(int who, out ResourceUsage usage);
}
