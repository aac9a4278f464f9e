using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>openat2(2): opens beneath <paramref name="folder"/>, under the given rules of resolution. ENOSYS before Linux 5.6.</summary>
    public static Errno OpenAt2(FileDescriptor folder, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, ResolveFlags resolve, out FileDescriptor file)
    {
        RequireTerminated(path);
        // struct open_how {u64 flags, mode, resolve}
        Span<ulong> how = [(ulong)(uint)(int)(flags | OpenFlags.CloseOnExec | OpenFlags.NoControllingTerminal), mode, (ulong)resolve];
        nint answer;
        do
            answer = OpenAt2Raw(SystemCallNumberOfOpenAt2, folder, path, how, 24);
        while (answer < 0 && Marshal.GetLastPInvokeError() is (int)Errno.EINTR or (int)Errno.EAGAIN && answer < 0);
        Errno errno = ErrnoOf(answer);
        file = errno == Errno.Ok ? new FileDescriptor((int)answer) : new FileDescriptor();
        return errno;
    }

    // The same number on every architecture of Linux; glibc has no wrapper.
    private const nint SystemCallNumberOfOpenAt2 = 437;

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenAt2Raw(nint number, FileDescriptor folder, ReadOnlySpan<byte> path, ReadOnlySpan<ulong> how, nint size);
}
