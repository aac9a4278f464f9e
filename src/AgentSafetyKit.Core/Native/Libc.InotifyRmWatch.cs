using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>inotify_rm_watch(2). EINVAL: there is no such watch (any more).</summary>
    public static Errno InotifyRemoveWatch(FileDescriptor queue, int watch) => ErrnoOf(InotifyRmWatchRaw(queue, watch));

    [LibraryImport(Library, EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int InotifyRmWatchRaw(FileDescriptor queue, int watch);
}
