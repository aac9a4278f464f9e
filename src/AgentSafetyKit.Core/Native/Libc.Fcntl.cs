using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int GetDescriptorFlags = 1, GetStatusFlags = 3, SetStatusFlags = 4, DuplicateClosingOnExec = 1030;

    /// <summary>fcntl(2) F_GETFL and F_SETFL: turns <see cref="OpenFlags.NonBlocking"/> of the open file description on or off, and says what it was.</summary>
    public static Errno SetNonBlocking(FileDescriptor file, bool nonBlocking, out bool before)
    {
        int flags = FcntlRaw(file, GetStatusFlags, 0);
        before = flags >= 0 && (flags & (int)OpenFlags.NonBlocking) != 0;
        if (flags < 0 || before == nonBlocking)
            return ErrnoOf(flags);
        return ErrnoOf(FcntlRaw(file, SetStatusFlags, flags ^ (int)OpenFlags.NonBlocking));
    }

    /// <summary>fcntl(2) F_GETFD: whether the descriptor is one at all.</summary>
    public static bool IsOpen(FileDescriptor file) => FcntlRaw(file, GetDescriptorFlags, 0) >= 0;

    /// <summary>fcntl(2) F_DUPFD_CLOEXEC: a second handle on the same open file, its number not below <paramref name="lowest"/>.</summary>
    public static Errno Duplicate(FileDescriptor file, int lowest, out FileDescriptor duplicate)
    {
        int answer = FcntlRaw(file, DuplicateClosingOnExec, lowest);
        Errno errno = ErrnoOf(answer);
        duplicate = errno == Errno.Ok ? new FileDescriptor(answer) : new FileDescriptor();
        return errno;
    }

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlRaw(FileDescriptor file, int command, int argument);
}
