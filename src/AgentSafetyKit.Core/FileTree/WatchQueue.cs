using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>One queue of inotify(7): watches on folders, and what happened in them. Disposing it takes all its watches away.</summary>
internal sealed class WatchQueue : IDisposable
{
    private const InotifyEvents Wanted = InotifyEvents.Modified | InotifyEvents.AttributesChanged | InotifyEvents.ClosedAfterWriting | InotifyEvents.MovedFrom | InotifyEvents.MovedTo
        | InotifyEvents.Created | InotifyEvents.Deleted | InotifyEvents.SelfDeleted | InotifyEvents.SelfMoved | InotifyEvents.OnlyFolder | InotifyEvents.ExcludeUnlinked;

    private const int HeaderLength = 16;
    private readonly FileDescriptor _queue;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _filled;
    private int _read;

    private WatchQueue(FileDescriptor queue) => _queue = queue;

    public static Errno Open(out WatchQueue queue)
    {
        Errno errno = Libc.InotifyInit(out FileDescriptor descriptor);
        queue = errno == Errno.Ok ? new WatchQueue(descriptor) : null!;
        return errno;
    }

    /// <summary>Watches the very folder of the handle, whatever its name leads to by now. The same folder answers the same watch.</summary>
    public Errno Watch(FolderHandle folder, out int watch)
    {
        // The handle's entry in /proc is a link that only this leads through; so the call has to follow it.
        Span<byte> path = stackalloc byte[32];
        path.Clear();
        Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.Descriptor.Number}\0", out int length);
        return Libc.InotifyAddWatch(_queue, path[..length], Wanted, out watch);
    }

    /// <summary>There may be no such watch any more.</summary>
    public void Unwatch(int watch) => _ = Libc.InotifyRemoveWatch(_queue, watch);

    /// <summary>Waits for events, for as long as it takes, or for <paramref name="wakeUp"/>; true: it is that.</summary>
    public bool WaitOrWake(FileDescriptor wakeUp)
    {
        Libc.Poll(_queue, PollEvents.Input, wakeUp, out _, out bool woken).Check("poll");
        return woken;
    }

    /// <summary>The next event; false: there is none now. The name points into a buffer that is used again.</summary>
    public bool TryNext(out int watch, out InotifyEvents events, out ReadOnlySpan<byte> name)
    {
        (watch, events) = (0, InotifyEvents.None);
        name = default;
        if (_read == _filled)
        {
            (_read, _filled) = (0, 0);
            Errno errno = Libc.Read(_queue, _buffer, out _filled);
            if (errno == Errno.EAGAIN || _filled == 0)
                return false;
            errno.Check("read");
        }

        int header = HeaderLength;
        InotifyHeader next = MemoryMarshal.Read<InotifyHeader>(_buffer.AsSpan(_read));
        name = _buffer.AsSpan(_read + header, (int)next.NameLength);
        int end = name.IndexOf((byte)0);
        // With its NUL, as system calls want it.
        name = end < 0 ? name : name[..(end + 1)];
        (watch, events) = (next.Watch, next.Events);
        _read += header + (int)next.NameLength;
        return true;
    }

    public void Dispose() => _queue.Dispose();
}
