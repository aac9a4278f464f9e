using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

/// <summary>
/// A file in memory, as a private copy that costs nothing until it is written: what is changed here never reaches the file. Rows of plain structures are read and written in place. The memory goes back when
/// this is disposed, at the latest when nobody refers to it any more; a use after that is an error, not a crash.
/// </summary>
internal sealed unsafe class MappedMemory : SafeHandle
{
    private static readonly long PageLength = Environment.SystemPageSize;
    private readonly bool _isFile;

    private MappedMemory(nint address, nint length, bool isFile)
        : base(0, ownsHandle: true)
    {
        SetHandle(address);
        Length = length;
        _isFile = isFile;
    }

    public override bool IsInvalid => handle == 0;

    public long Length { get; }

    /// <summary>The file's first bytes.</summary>
    public static Errno Map(FileDescriptor file, long length, out MappedMemory? memory)
    {
        memory = null;
        Errno errno = Libc.MMap(file, (nint)length, MemoryProtection.Read | MemoryProtection.Write, MapFlags.Private, out nint address);
        if (errno != Errno.Ok)
            return errno;
        memory = new MappedMemory(address, (nint)length, isFile: true);
        return Errno.Ok;
    }

    /// <summary>Memory of its own, all zero.</summary>
    public static Errno Allocate(long length, out MappedMemory? memory)
    {
        Errno errno = Libc.MMap(null, (nint)length, MemoryProtection.Read | MemoryProtection.Write, MapFlags.Private | MapFlags.Anonymous, out nint address);
        memory = errno == Errno.Ok ? new MappedMemory(address, (nint)length, isFile: false) : null;
        return errno;
    }

    /// <summary>Reads a range in, so that a page that can not be read is an answer here and not a signal later. EINVAL: the kernel is too old to say.</summary>
    public Errno Populate(long offset, long length)
    {
        Require(offset, length);
        long from = offset / PageLength * PageLength;
        return _isFile && length > 0 ? Libc.MAdvise(handle + (nint)from, (nint)(offset + length - from), MemoryAdvice.PopulateRead) : Errno.Ok;
    }

    /// <summary>Lets go of unchanged pages within the range; they come back from the file when they are wanted. Never on a range that was written to.</summary>
    public void Release(long offset, long length)
    {
        long from = (offset + PageLength - 1) / PageLength * PageLength, to = (offset + length) / PageLength * PageLength;
        if (_isFile && !IsClosed && offset >= 0 && length >= 0 && offset <= Length - length && to > from)
            _ = Libc.MAdvise(handle + (nint)from, (nint)(to - from), MemoryAdvice.DoNotNeed);
    }

    /// <summary>The same for a range that may have been written to: a piece that differs from the file stays. Nobody may write to it meanwhile.</summary>
    public void ReleaseUnchanged(long offset, long length)
    {
        bool holdsPage = offset >= 0 && (offset + length) / PageLength > (offset + PageLength - 1) / PageLength;
        if (_isFile && !IsClosed && holdsPage && offset <= Length - length && PageMap.IsUnchanged(handle + (nint)offset, (nint)length))
            Release(offset, length);
    }

    public Span<byte> Bytes(long offset, int count)
    {
        Require(offset, count);
        return new Span<byte>((byte*)handle + offset, count);
    }

    /// <param name="offset">A multiple of 8, where row 0 lies; offset and count were checked by <see cref="Require"/> once.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="index">Which one; checked here.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Row<T>(long offset, int count, int index)
        where T : unmanaged
    {
        if ((uint)index >= (uint)count || IsClosed)
            ThrowNoSuchRow();
        return ref ((T*)((byte*)handle + offset))[index];
    }

    public Span<T> Rows<T>(long offset, int count, int first, int length)
        where T : unmanaged
    {
        if (first < 0 || length < 0 || first > count - length || IsClosed)
            ThrowNoSuchRow();
        return new Span<T>((T*)((byte*)handle + offset) + first, length);
    }

    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the memory.</exception>
    public void Require(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "outside of the mapped file");
    }

    protected override bool ReleaseHandle() => Libc.MUnmap(handle, (nint)Length) == 0;

    private static void ThrowNoSuchRow() => throw new ArgumentOutOfRangeException("index", "no such row, or the memory was given back");
}
