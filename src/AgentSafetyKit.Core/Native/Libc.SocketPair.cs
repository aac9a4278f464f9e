using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int Unix = 1, StreamThatClosesOnExec = 1 | 0x80000;

    /// <summary>socketpair(2) of two connected unix stream sockets that close on exec.</summary>
    public static Errno SocketPair(out FileDescriptor left, out FileDescriptor right)
    {
        Span<int> ends = stackalloc int[2];
        Errno errno = ErrnoOf(SocketPairRaw(Unix, StreamThatClosesOnExec, 0, ends));
        left = errno == Errno.Ok ? new FileDescriptor(ends[0]) : new FileDescriptor();
        right = errno == Errno.Ok ? new FileDescriptor(ends[1]) : new FileDescriptor();
        return errno;
    }

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPairRaw(int domain, int type, int protocol, Span<int> ends);
}
