using System.Buffers;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>A regular file a guest has open. It lives on when its name is removed; the path is for the journal and for the rules, and follows renames made by the same guest.</summary>
public sealed class GuardedFile : IFollowsRenames, IDisposable
{
    private const int LongestCopyAtOnce = 16 << 20, CopyPiece = 128 * 1024;

    /// <summary>What the first byte in it takes of the usual disk.</summary>
    private const int Block = 4096;

    private readonly GuardedFolder _folder;
    private readonly bool _append;
    private byte[] _path;
    private long _written = -1;
    private int _resizes;

    internal GuardedFile(GuardedFolder folder, FileDescriptor handle, ReadOnlySpan<byte> path, bool append)
    {
        _folder = folder;
        _append = append;
        _path = path.ToArray();
        Handle = handle;
    }

    public ReadOnlySpan<byte> Path => _path;

    internal FileDescriptor Handle { get; }

    /// <summary>So many bytes of it were there when it was opened, and nobody has been asked about overwriting them.</summary>
    internal long AtStake { get; set; }

    public void Dispose() => Handle.Dispose();

    /// <summary>Reads until the buffer is full or the file ends; a count of 0 is the end.</summary>
    public Errno Read(Span<byte> buffer, long offset, out int count)
    {
        count = 0;
        while (count < buffer.Length)
        {
            Errno errno = Libc.Pread(Handle, buffer[count..], offset + count, out int read);
            if (errno != Errno.Ok)
                return count > 0 ? Errno.Ok : errno;
            if (read == 0)
                break;
            count += read;
        }

        return Errno.Ok;
    }

    /// <summary>Writes all, or fails. Where the file was opened for appending, the offset means nothing.</summary>
    public Errno Write(ReadOnlySpan<byte> data, long offset)
    {
        int done = 0;
        Errno errno = RequireNoAlarm(offset);
        if (errno == Errno.Ok)
            errno = _folder.RequireRoom(_path, CostOf(offset, data.Length));
        while (done < data.Length && errno == Errno.Ok)
        {
            errno = Libc.Pwrite(Handle, data[done..], _append ? 0 : offset + done, out int written);
            done += written;
            if (errno == Errno.Ok && written == 0)
                errno = Errno.EIO;
        }

        if (done > 0)
        {
            (_written, _resizes) = (offset + done, _folder.Resizes);
            _folder.Tell(MountChangeKind.FileWritten, _path, done);
        }

        return errno;
    }

    /// <summary>
    /// What goes on where the last write ended takes as much of the disk as it is long; anything else all the blocks it touches, be it one byte of each. Where the end of a file has been moved, appending does not go on.
    /// </summary>
    private long CostOf(long offset, long count)
    {
        bool goesOn = _append ? _written >= 0 && _resizes == _folder.Resizes : offset == _written;
        return goesOn || count == 0 ? count : ((_append ? 0 : offset % Block) + count + Block - 1) / Block * Block;
    }

    /// <summary>Asks once, before the first byte of what was there is overwritten.</summary>
    private Errno RequireNoAlarm(long offset)
    {
        if (offset >= AtStake || _append)
            return Errno.Ok;
        Errno errno = Libc.Statx(Handle, StatxMask.Basic | StatxMask.BirthTime, out StatxBuffer status);
        if (errno == Errno.Ok)
            errno = _folder.RequireNoAlarm(_path, status);
        if (errno == Errno.Ok)
            AtStake = 0;
        return errno;
    }

    public Errno Stat(out StatxBuffer status)
    {
        Errno errno = Libc.Statx(Handle, StatxMask.Basic, out status);
        _folder.ShowOwner(ref status);
        return errno;
    }

    public Errno SetAttributes(in AttributeChange change) => _folder.SetAttributes(this, change);

    public Errno Sync() => Libc.Fsync(Handle);

    /// <summary>
    /// Copies without the bytes leaving the kernel, sharing blocks where the file system can. At most what the source holds now, so that it ends. EINVAL: the same file twice.
    /// </summary>
    /// <param name="offset">In this file.</param>
    /// <param name="length">Null: to the end.</param>
    public Errno CopyTo(GuardedFile destination, long offset, long? length, long destinationOffset, CancellationToken cancellation)
    {
        Errno errno = Libc.Statx(Handle, StatxMask.Basic, out StatxBuffer from);
        if (errno == Errno.Ok)
            errno = Libc.Statx(destination.Handle, StatxMask.Basic, out StatxBuffer to) is var failed and not Errno.Ok ? failed
                : from.Inode == to.Inode && from.Device == to.Device ? Errno.EINVAL : Errno.Ok;
        if (errno != Errno.Ok)
            return errno;
        errno = destination.RequireNoAlarm(destinationOffset);
        if (errno != Errno.Ok)
            return errno;
        long rest = Math.Min(length ?? long.MaxValue, Math.Max(0, from.Size - offset)), copied = 0;
        errno = _folder.RequireRoom(destination._path, destination.CostOf(destinationOffset, rest));
        while (errno == Errno.Ok && rest > 0 && !cancellation.IsCancellationRequested)
        {
            errno = Libc.CopyFileRange(Handle, ref offset, destination.Handle, ref destinationOffset, (nint)Math.Min(rest, LongestCopyAtOnce), out nint count);
            if (errno is Errno.EXDEV or Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EINVAL)
                errno = CopyByHand(destination, ref offset, ref destinationOffset, rest, out count);
            if (count == 0)
                break;
            rest -= count;
            copied += count;
        }

        if (copied > 0)
            _folder.Tell(MountChangeKind.FileWritten, destination._path, copied);
        return errno == Errno.Ok && cancellation.IsCancellationRequested ? Errno.EIO : errno;
    }

    /// <summary>For file systems whose kernel does not copy; one piece a call.</summary>
    private Errno CopyByHand(GuardedFile destination, ref long offset, ref long destinationOffset, long most, out nint count)
    {
        count = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyPiece);
        try
        {
            Errno errno = Read(buffer.AsSpan(0, (int)Math.Min(most, CopyPiece)), offset, out int read);
            while (errno == Errno.Ok && count < read)
            {
                errno = Libc.Pwrite(destination.Handle, buffer.AsSpan((int)count, read - (int)count), destinationOffset, out int written);
                count += written;
                offset += written;
                destinationOffset += written;
            }

            return errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    void IFollowsRenames.Follow(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => IFollowsRenames.Move(ref _path, from, to);
}
