using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>unlinkat(2); with <see cref="AtFlags.RemoveFolder"/> rmdir(2).</summary>
    public static Errno UnlinkAt(FileDescriptor folder, ReadOnlySpan<byte> name, AtFlags flags)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = UnlinkAtRaw(folder, name, (int)flags);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, int flags);
}
