using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// A file seen as memory, of which whole tables of rows are used in place: what is written there stays here and never reaches the file. On a local file system pages are shared with the system's
/// cache and read when they are touched; <see cref="Populate"/> finds those that can not be. Where the file could lose pages under us (network and user-space file systems), its bytes are read
/// into memory of our own instead. The file must be one that is only ever replaced by renaming, never cut off: ours are. Disposing gives the memory back; so does forgetting it.
/// </summary>
public sealed class FileMap : IDisposable
{
    private const int ChunkLength = 1 << 20;
    private readonly MappedMemory _memory;
    private readonly FileDescriptor? _file;

    private FileMap(MappedMemory memory, FileDescriptor? file) => (_memory, _file) = (memory, file);

    public long Length => _memory.Length;

    /// <summary>EIO: not all of the length could be read.</summary>
    public static Errno Of(FileHandle file, long length, out FileMap map)
    {
        map = null!;
        if (length <= 0)
            return Errno.EINVAL;
        if (FileSystemKind.Of(file.Descriptor).KeepsPagesOfOpenFiles)
        {
            Errno errno = MappedMemory.Map(file.Descriptor, length, out MappedMemory? memory);
            if (errno != Errno.Ok)
                return errno == Errno.ENODEV ? Read(file, length, out map) : errno;
            errno = Libc.Duplicate(file.Descriptor, 3, out FileDescriptor own);
            if (errno == Errno.Ok)
                map = new FileMap(memory!, own);
            else
                memory!.Dispose();
            return errno;
        }

        return Read(file, length, out map);
    }

    /// <summary>A second view of the file, independent of what was written to this one.</summary>
    public FileMap Again()
    {
        MappedMemory? memory;
        if (_file is not null)
        {
            MappedMemory.Map(_file, Length, out memory).Check("mmap");
            return new FileMap(memory!, null);
        }

        MappedMemory.Allocate(Length, out memory).Check("mmap");
        for (long offset = 0; offset < Length; offset += ChunkLength)
        {
            int count = (int)Math.Min(ChunkLength, Length - offset);
            _memory.Bytes(offset, count).CopyTo(memory!.Bytes(offset, count));
        }

        return new FileMap(memory!, null);
    }

    public Span<byte> Bytes(long offset, int count) => _memory.Bytes(offset, count);

    /// <summary>Reads a range in before it is used: a page that can not be read is EIO here (Linux 5.14), where it would kill the process at its first use.</summary>
    public Errno Populate(long offset, long length) => _memory.Populate(offset, length) is Errno.Ok or Errno.EINVAL ? Errno.Ok : Errno.EIO;

    public MappedRows<T> Rows<T>(long offset, int count)
        where T : unmanaged => new(_memory, offset, count);

    /// <summary>The pages of a range may be forgotten until they are used again. Only where nothing was written.</summary>
    public void Release(long offset, long length) => _memory.Release(offset, length);

    public void Dispose()
    {
        _memory.Dispose();
        _file?.Dispose();
    }

    private static Errno Read(FileHandle file, long length, out FileMap map)
    {
        map = null!;
        Errno errno = MappedMemory.Allocate(length, out MappedMemory? memory);
        if (errno != Errno.Ok)
            return errno;
        for (long offset = 0; offset < length;)
        {
            errno = file.ReadAt(memory!.Bytes(offset, (int)Math.Min(ChunkLength, length - offset)), offset, out int count);
            if (errno != Errno.Ok || count == 0)
            {
                memory.Dispose();
                return Errno.EIO;
            }

            offset += count;
        }

        map = new FileMap(memory!, null);
        return Errno.Ok;
    }
}
