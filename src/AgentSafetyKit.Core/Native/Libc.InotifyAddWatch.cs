using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>inotify_add_watch(2). A file that is watched already answers the watch it has. ENOSPC: the user has too many watches (max_user_watches).</summary>
    public static Errno InotifyAddWatch(FileDescriptor queue, ReadOnlySpan<byte> path, InotifyEvents events, out int watch)
    {
        RequireTerminated(path);
        do
            watch = InotifyAddWatchRaw(queue, path, (uint)events);
        while (watch < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(watch);
    }

    [LibraryImport(Library, EntryPoint = "inotify_add_watch", SetLastError = true)]
    private static partial int InotifyAddWatchRaw(FileDescriptor queue, ReadOnlySpan<byte> path, uint events);
}
