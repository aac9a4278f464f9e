using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>
    /// fchmodat(3). With <see cref="AtFlags.NoFollow"/> one name that is never followed: EOPNOTSUPP on a symbolic link, and from glibc before 2.32 for every file (callers then open it
    /// and use <see cref="Fchmod"/>). Without it a link is followed: only for names nobody else can change, such as /proc/self/fd/N.
    /// </summary>
    public static Errno FchmodAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode, AtFlags flags)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FchmodAtRaw(folder, name, mode, (int)flags);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int FchmodAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode, int flags);
}
