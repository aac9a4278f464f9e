using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>getuid(2), of the user the process works as (geteuid).</summary>
    public static uint EffectiveUser() => GetEffectiveUserRaw();

    /// <summary>getegid(2).</summary>
    public static uint EffectiveGroup() => GetEffectiveGroupRaw();

    /// <summary>getpid(2).</summary>
    public static int ProcessId() => GetProcessIdRaw();

    [LibraryImport(Library, EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserRaw();

    [LibraryImport(Library, EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroupRaw();

    [LibraryImport(Library, EntryPoint = "getpid")]
    private static partial int GetProcessIdRaw();
}
