using System.Buffers.Binary;
using System.Security.Cryptography;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// Takes the hash of file contents. A file of at least <see cref="LongFile"/> is hashed as its size followed by each 64 KiB block that is not all zero, with the block's
/// offset before it: so the holes of a sparse file cost nothing, and where the holes lie makes no difference. A shorter file is hashed as it is.
/// </summary>
public sealed class ContentHasher : IDisposable
{
    public const long LongFile = 1 << 20;
    private const int BlockLength = 64 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _block = new byte[BlockLength];

    /// <summary>Told how much of a long file was read, as it is, so that the caller can tell how far it is.</summary>
    public Action<long>? HasRead { get; set; }

    /// <summary>For content that was in one piece in memory, shorter than <see cref="LongFile"/>.</summary>
    public ContentHash OfShort(ReadOnlySpan<byte> content)
    {
        _hash.AppendData(content);
        return Finish();
    }

    /// <summary>Reads the first <paramref name="size"/> bytes of the file; what is missing from them changes the hash.</summary>
    public Errno Of(FileHandle file, long size, CancellationToken cancellation, out ContentHash hash)
    {
        hash = default;
        Errno errno = size < LongFile ? AppendAll(file, size) : AppendBlocks(file, size, cancellation);
        ContentHash taken = Finish();
        if (errno == Errno.Ok)
            hash = taken;
        return errno;
    }

    public void Dispose() => _hash.Dispose();

    private Errno AppendAll(FileHandle file, long size)
    {
        for (long offset = 0; offset < size;)
        {
            Errno errno = file.ReadAt(_block.AsSpan(0, (int)Math.Min(BlockLength, size - offset)), offset, out int count);
            if (errno != Errno.Ok)
                return errno;
            if (count == 0)
                break;
            _hash.AppendData(_block.AsSpan(0, count));
            offset += count;
        }

        return Errno.Ok;
    }

    private Errno AppendBlocks(FileHandle file, long size, CancellationToken cancellation)
    {
        AppendNumber(size);
        for (long offset = 0; offset < size;)
        {
            Errno errno = file.NextData(offset, size, out long start, out long end);
            if (errno == Errno.ENXIO)
                break;
            if (errno != Errno.Ok)
                return errno;
            // Data of the file system may begin within one of our blocks: each block is taken whole.
            offset = Math.Max(offset, start - (start % BlockLength));
            for (; offset < Math.Min(end, size); offset += BlockLength)
            {
                cancellation.ThrowIfCancellationRequested();
                int filled = 0;
                int wanted = (int)Math.Min(BlockLength, size - offset);
                while (filled < wanted)
                {
                    errno = file.ReadAt(_block.AsSpan(filled, wanted - filled), offset + filled, out int count);
                    if (errno != Errno.Ok)
                        return errno;
                    if (count == 0)
                        break;
                    filled += count;
                }

                HasRead?.Invoke(filled);
                if (_block.AsSpan(0, filled).IndexOfAnyExcept((byte)0) < 0)
                    continue;
                AppendNumber(offset);
                _hash.AppendData(_block.AsSpan(0, filled));
            }
        }

        return Errno.Ok;
    }

    private void AppendNumber(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }

    private ContentHash Finish()
    {
        Span<byte> bytes = stackalloc byte[32];
        _hash.GetHashAndReset(bytes);
        return new ContentHash(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}
