using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// Copies and compares the contents of files: holes stay holes, long files are copied within the kernel (which shares blocks where the file system can) and hashed from
/// the copy, short ones pass through one buffer. One instance a thread.
/// </summary>
public sealed class ContentCopier : IDisposable
{
    private const int BufferLength = 128 * 1024;
    private readonly ContentHasher _hasher = new();
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly byte[] _other = new byte[BufferLength];
    private bool _kernelCopies = true;

    /// <summary>Called with the bytes just written, so that the caller can watch the free space and tell how far it is.</summary>
    public Action<long>? Written { get; set; }

    /// <summary>
    /// Copies what <paramref name="source"/> holds into the new, empty <paramref name="destination"/>; <paramref name="length"/> is how much there was to copy, which is less or more
    /// than <paramref name="status"/> said where the file is being changed. The error is that of reading or that of writing, as <paramref name="writing"/> says.
    /// </summary>
    public Errno Copy(FileHandle source, in FileStatus status, FileHandle destination, CancellationToken cancellation, out long length, out ContentHash hash, out bool writing)
    {
        length = 0;
        hash = default;
        writing = false;
        if (status.Size <= BufferLength)
            return CopyShort(source, (int)status.Size, destination, cancellation, out length, out hash, out writing);
        Errno errno = status.IsSparse ? CopyData(source, status.Size, destination, cancellation, out writing) : CopyFrom(source, 0, long.MaxValue, destination, cancellation, out writing, out _);
        if (errno != Errno.Ok)
            return errno;
        errno = destination.Status(out FileStatus copied);
        length = copied.Size;
        return errno == Errno.Ok ? _hasher.Of(destination, length, cancellation, out hash) : errno;
    }

    /// <summary>Whether two files hold the same bytes.</summary>
    public Errno AreSame(FileHandle left, FileHandle right, CancellationToken cancellation, out bool same)
    {
        same = false;
        for (long offset = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            Errno errno = Fill(left, _buffer, offset, out int count);
            if (errno == Errno.Ok)
                errno = Fill(right, _other, offset, out int otherCount) is var second && second == Errno.Ok && otherCount != count ? Errno.ENODATA : second;
            if (errno == Errno.ENODATA)
                return Errno.Ok;
            if (errno != Errno.Ok)
                return errno;
            if (!_buffer.AsSpan(0, count).SequenceEqual(_other.AsSpan(0, count)))
                return Errno.Ok;
            if (count < BufferLength)
                break;
            offset += count;
        }

        same = true;
        return Errno.Ok;
    }

    public Errno HashOf(FileHandle file, long size, CancellationToken cancellation, out ContentHash hash) => _hasher.Of(file, size, cancellation, out hash);

    public void Dispose() => _hasher.Dispose();

    private Errno CopyShort(FileHandle source, int size, FileHandle destination, CancellationToken cancellation, out long length, out ContentHash hash, out bool writing)
    {
        hash = default;
        length = 0;
        writing = false;
        // No further read to see the end: whether the file has grown is told by its status after the copy. Some file systems say 0 of what holds something.
        Errno errno = Fill(source, _buffer, 0, out int count, Math.Max(size, 1));
        if (errno != Errno.Ok)
            return errno;
        if (count == BufferLength)
        {
            // It filled the buffer to the brim, or has grown meanwhile.
            errno = CopyFrom(source, 0, long.MaxValue, destination, cancellation, out writing, out length);
            return errno == Errno.Ok ? _hasher.Of(destination, length, cancellation, out hash) : errno;
        }

        writing = true;
        length = count;
        errno = destination.WriteAt(_buffer.AsSpan(0, count), 0);
        if (errno != Errno.Ok)
            return errno;
        Written?.Invoke(count);
        hash = _hasher.OfShort(_buffer.AsSpan(0, count));
        return Errno.Ok;
    }

    private Errno CopyData(FileHandle source, long size, FileHandle destination, CancellationToken cancellation, out bool writing)
    {
        for (long offset = 0; offset < size;)
        {
            writing = false;
            Errno errno = source.NextData(offset, size, out long start, out long end);
            if (errno == Errno.ENXIO)
                break;
            if (errno != Errno.Ok)
                return errno;
            errno = CopyFrom(source, start, end, destination, cancellation, out writing, out _);
            if (errno != Errno.Ok)
                return errno;
            offset = end;
        }

        writing = true;
        return destination.SetLength(size);
    }

    private Errno CopyFrom(FileHandle source, long start, long end, FileHandle destination, CancellationToken cancellation, out bool writing, out long reached)
    {
        writing = false;
        for (reached = start; reached < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_kernelCopies)
            {
                // At most 64 MiB at once, so that a cancellation or a full disk is seen soon.
                Errno kernel = source.CopyRangeTo(destination, reached, Math.Min(end - reached, 64 << 20), out long copied);
                if (kernel == Errno.Ok)
                {
                    if (copied == 0)
                        break;
                    reached += copied;
                    Written?.Invoke(copied);
                    continue;
                }

                if (kernel is Errno.ENOSPC or Errno.EDQUOT or Errno.EFBIG)
                {
                    writing = true;
                    return kernel;
                }

                if (kernel is not (Errno.EXDEV or Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EPERM or Errno.ETXTBSY))
                    return kernel;
                _kernelCopies = false;
            }

            writing = false;
            Errno errno = source.ReadAt(_buffer.AsSpan(0, (int)Math.Min(BufferLength, end - reached)), reached, out int count);
            if (errno != Errno.Ok)
                return errno;
            if (count == 0)
                break;
            writing = true;
            errno = destination.WriteAt(_buffer.AsSpan(0, count), reached);
            if (errno != Errno.Ok)
                return errno;
            reached += count;
            Written?.Invoke(count);
        }

        return Errno.Ok;
    }

    /// <param name="file">Read from.</param>
    /// <param name="buffer">Filled as far as there is something, and no further than a read that has got <paramref name="enough"/>.</param>
    /// <param name="offset">Where in the file.</param>
    /// <param name="filled">How far.</param>
    /// <param name="enough">How much has to be there.</param>
    private static Errno Fill(FileHandle file, Span<byte> buffer, long offset, out int filled, int enough = int.MaxValue)
    {
        for (filled = 0; filled < Math.Min(buffer.Length, enough);)
        {
            Errno errno = file.ReadAt(buffer[filled..], offset + filled, out int count);
            if (errno != Errno.Ok)
                return errno;
            if (count == 0)
                break;
            filled += count;
        }

        return Errno.Ok;
    }
}
