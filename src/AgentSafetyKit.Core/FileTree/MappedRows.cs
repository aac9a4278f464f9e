using System.Runtime.CompilerServices;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Rows of one structure that lie one after another in a <see cref="FileMap"/>, used where they are. Every access is checked against their number; none outlives the map.</summary>
public sealed class MappedRows<T>
    where T : unmanaged
{
    private readonly MappedMemory _memory;
    private readonly long _offset;

    internal MappedRows(MappedMemory memory, long offset, int count)
    {
        memory.Require(offset, (long)count * Unsafe.SizeOf<T>());
        if (offset % 8 != 0)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "rows begin at multiples of 8");
        (_memory, _offset, Count) = (memory, offset, count);
    }

    public int Count { get; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _memory.Row<T>(_offset, Count, index);
    }

    public Span<T> Slice(int first, int count) => _memory.Rows<T>(_offset, Count, first, count);

    /// <inheritdoc cref="MappedMemory.ReleaseUnchanged"/>
    public void ReleaseUnchanged(int first, int count) => _memory.ReleaseUnchanged(_offset + ((long)first * Unsafe.SizeOf<T>()), (long)count * Unsafe.SizeOf<T>());

    /// <inheritdoc cref="FileMap.Release"/>
    public void Release(int first, int count) => _memory.Release(_offset + ((long)first * Unsafe.SizeOf<T>()), (long)count * Unsafe.SizeOf<T>());
}
