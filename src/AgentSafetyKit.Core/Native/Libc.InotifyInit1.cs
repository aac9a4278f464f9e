using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    private const int InotifyThatClosesOnExecAndNeverBlocks = 0x80800;

    /// <summary>inotify_init1(2): a queue of events that closes on exec; reading it when it is empty answers EAGAIN. EMFILE: the user has too many (max_user_instances), or the process too many files.</summary>
    public static Errno InotifyInit(out FileDescriptor queue)
    {
        int answer = InotifyInit1Raw(InotifyThatClosesOnExecAndNeverBlocks);
        Errno errno = ErrnoOf(answer);
        queue = errno == Errno.Ok ? new FileDescriptor(answer) : new FileDescriptor();
        return errno;
    }

    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int InotifyInit1Raw(int flags);
}
