using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>flistxattr(2): names, each ending in NUL; an empty buffer asks for the size needed.</summary>
    public static Errno FListXattr(FileDescriptor file, Span<byte> buffer, out int count)
    {
        nint answer;
        do
            answer = FListXattrRaw(file, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "flistxattr", SetLastError = true)]
    private static partial nint FListXattrRaw(FileDescriptor file, Span<byte> buffer, nint length);
}
