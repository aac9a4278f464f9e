using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>utimensat(2): access and modification time of a name, or with <see cref="AtFlags.NoFollow"/> of the symbolic link itself.</summary>
    public static Errno UtimensAt(FileDescriptor folder, ReadOnlySpan<byte> name, TimeSpec access, TimeSpec modification, AtFlags flags)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = UtimensAtRaw(folder, name, [access, modification], (int)flags);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    private static partial int UtimensAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, ReadOnlySpan<TimeSpec> times, int flags);
}
