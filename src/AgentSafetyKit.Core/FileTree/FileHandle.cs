using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>An open file (or a folder opened as one). Failures are answers; nothing is retried but EINTR.</summary>
public sealed class FileHandle : IDisposable
{
    private readonly FileDescriptor _descriptor;

    private FileHandle(FileDescriptor descriptor) => _descriptor = descriptor;

    internal FileDescriptor Descriptor => _descriptor;

    public Errno Status(out FileStatus status)
    {
        Errno errno = Libc.Statx(_descriptor, StatxMask.Basic, out StatxBuffer buffer);
        status = errno == Errno.Ok ? new FileStatus(buffer) : default;
        return errno;
    }

    public Errno ReadAt(Span<byte> buffer, long offset, out int count) => Libc.Pread(_descriptor, buffer, offset, out count);

    /// <summary>Writes all of it.</summary>
    public Errno WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            Errno errno = Libc.Pwrite(_descriptor, bytes, offset, out int count);
            if (errno != Errno.Ok)
                return errno;
            bytes = bytes[count..];
            offset += count;
        }

        return Errno.Ok;
    }

    /// <summary>Copies up to <paramref name="length"/> bytes to the same place in another file without passing them through us; 0 bytes is the end.</summary>
    public Errno CopyRangeTo(FileHandle destination, long offset, long length, out long count)
    {
        long from = offset, to = offset;
        Errno errno = Libc.CopyFileRange(_descriptor, ref from, destination._descriptor, ref to, (nint)Math.Min(length, 1 << 30), out nint copied);
        count = copied;
        return errno;
    }

    /// <summary>The next part of the file that holds data; ENXIO: only a hole is left. A file system without holes answers the whole file.</summary>
    public Errno NextData(long offset, long size, out long start, out long end)
    {
        Errno errno = Libc.LSeek(_descriptor, offset, SeekFrom.Data, out start);
        if (errno == Errno.EINVAL)
        {
            (start, end) = (offset, size);
            return offset < size ? Errno.Ok : Errno.ENXIO;
        }

        end = size;
        return errno == Errno.Ok ? Libc.LSeek(_descriptor, start, SeekFrom.Hole, out end) : errno;
    }

    public Errno SetLength(long length) => Libc.Ftruncate(_descriptor, length);

    public Errno SetMode(uint permissions) => Libc.Fchmod(_descriptor, permissions);

    public Errno SetOwner(uint user, uint group) => Libc.FchownAt(_descriptor, "\0"u8, user, group, AtFlags.EmptyPath);

    public Errno SetTime(long modifiedAt)
    {
        TimeSpec time = TimeSpec.FromNanoseconds(modifiedAt);
        return Libc.Futimens(_descriptor, time, time);
    }

    public Errno Flush() => Libc.Fsync(_descriptor);

    /// <summary>Has the disk begin to write it, so that a later <see cref="Flush"/> waits less. Where that is not possible nothing happens.</summary>
    public void BeginFlush() => _ = Libc.SyncFileRange(_descriptor, FileRangeSync.Write);

    public void Dispose() => _descriptor.Dispose();

    internal static Errno Wrap(Errno errno, FileDescriptor descriptor, out FileHandle file)
    {
        file = errno == Errno.Ok ? new FileHandle(descriptor) : null!;
        return errno;
    }
}
