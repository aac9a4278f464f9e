using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>
    /// openat2(2): opens beneath <paramref name="folder"/>, under the given rules of resolution. ENOSYS before Linux 5.6, and in our snap. EAGAIN, the kernel's answer when somebody
    /// renames folders under its feet, is retried, but not for ever: whoever renames may be the guest.
    /// </summary>
    public static Errno OpenAt2(FileDescriptor folder, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, ResolveFlags resolve, out FileDescriptor file)
    {
        RequireTerminated(path);
        if (IsFiltered)
        {
            file = new FileDescriptor();
            return Errno.ENOSYS;
        }

        // struct open_how {u64 flags, mode, resolve}
        // Unlike openat it refuses flags that have no meaning together: O_PATH goes with few others.
        OpenFlags always = flags.HasFlag(OpenFlags.Path) ? OpenFlags.CloseOnExec : OpenFlags.CloseOnExec | OpenFlags.NoControllingTerminal;
        Span<ulong> how = [(ulong)(uint)(int)(flags | always), mode, (ulong)resolve];
        nint answer;
        Errno errno;
        int tries = 0;
        do
        {
            answer = OpenAt2Raw(SystemCallNumberOfOpenAt2, folder, path, how, 24);
            errno = ErrnoOf(answer);
        }
        while (errno == Errno.EINTR || (errno == Errno.EAGAIN && ++tries < MostTriesOfOpenAt2));
        file = errno == Errno.Ok ? new FileDescriptor((int)answer) : new FileDescriptor();
        return errno;
    }

    // The filter of our snap does not know the call, and the kernel writes each one that is refused into its log.
    private static readonly bool IsFiltered = Environment.GetEnvironmentVariable("SNAP_NAME") == "agent-safety-kit";

    private const int MostTriesOfOpenAt2 = 128;

    // The same number on every architecture of Linux; glibc has no wrapper.
    private const nint SystemCallNumberOfOpenAt2 = 437;

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenAt2Raw(nint number, FileDescriptor folder, ReadOnlySpan<byte> path, ReadOnlySpan<ulong> how, nint size);
}
