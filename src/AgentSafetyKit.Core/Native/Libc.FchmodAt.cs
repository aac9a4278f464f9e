using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>
    /// fchmodat(3) of one name that is never followed: EOPNOTSUPP on a symbolic link. glibc before 2.32 answers EOPNOTSUPP for every file; callers then open the file and use <see cref="Fchmod"/>.
    /// </summary>
    public static Errno FchmodAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FchmodAtRaw(folder, name, mode, (int)AtFlags.NoFollow);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int FchmodAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode, int flags);
}
