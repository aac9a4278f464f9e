using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>symlinkat(2).</summary>
    public static Errno SymlinkAt(ReadOnlySpan<byte> target, FileDescriptor folder, ReadOnlySpan<byte> name)
    {
        RequireTerminated(target);
        RequireTerminated(name);
        int answer;
        do
            answer = SymlinkAtRaw(target, folder, name);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int SymlinkAtRaw(ReadOnlySpan<byte> target, FileDescriptor folder, ReadOnlySpan<byte> name);
}
