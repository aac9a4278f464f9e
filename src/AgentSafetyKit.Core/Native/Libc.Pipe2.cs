using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>pipe2(2), both ends closing on exec.</summary>
    public static Errno Pipe(out FileDescriptor readEnd, out FileDescriptor writeEnd)
    {
        Span<int> ends = stackalloc int[2];
        Errno errno = ErrnoOf(Pipe2Raw(ends, (int)OpenFlags.CloseOnExec));
        readEnd = errno == Errno.Ok ? new FileDescriptor(ends[0]) : new FileDescriptor();
        writeEnd = errno == Errno.Ok ? new FileDescriptor(ends[1]) : new FileDescriptor();
        return errno;
    }

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2Raw(Span<int> ends, int flags);
}
