using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fchownat(2); uint.MaxValue leaves an id as it is.</summary>
    public static Errno FchownAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint user, uint group, AtFlags flags)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = FchownAtRaw(folder, name, user, group, (int)flags);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fchownat", SetLastError = true)]
    private static partial int FchownAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint user, uint group, int flags);
}
