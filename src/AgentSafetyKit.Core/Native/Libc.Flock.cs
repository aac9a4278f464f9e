using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>flock(2). EAGAIN: somebody else holds the lock and <see cref="FlockOperation.NonBlocking"/> was asked for. Not retried on EINTR, so that a waiting caller can be stopped by a signal.</summary>
    public static Errno Flock(FileDescriptor file, FlockOperation operation) => ErrnoOf(FlockRaw(file, (int)operation));

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    private static partial int FlockRaw(FileDescriptor file, int operation);
}
