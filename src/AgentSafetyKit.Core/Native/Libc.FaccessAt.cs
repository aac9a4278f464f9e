using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int Execute = 1, EnterAndWrite = 3, EffectiveIds = 0x200;

    /// <summary>faccessat(2): whether the user the process works as may execute the file (or enter the folder).</summary>
    public static Errno MayExecute(FileDescriptor folder, ReadOnlySpan<byte> name) => May(folder, name, Execute);

    /// <summary>The same: whether the user may make files in a folder.</summary>
    public static Errno MayMakeIn(FileDescriptor folder, ReadOnlySpan<byte> name) => May(folder, name, EnterAndWrite);

    private static Errno May(FileDescriptor folder, ReadOnlySpan<byte> name, int mode)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FaccessAtRaw(folder, name, mode, EffectiveIds);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true)]
    private static partial int FaccessAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, int mode, int flags);
}
