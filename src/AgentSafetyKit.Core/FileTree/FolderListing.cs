using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// The names of one folder, sorted by their bytes. Made to be filled again and again: a walk over a large tree allocates nothing a file.
/// Names that no honest file system gives (empty, <c>.</c>, <c>..</c>, with a slash) are dropped.
/// </summary>
public sealed class FolderListing
{
    private const int HeaderLength = 19; // linux_dirent64: d_ino u64, d_off i64, d_reclen u16, d_type u8, then the name
    private readonly byte[] _buffer = new byte[64 * 1024];
    private byte[] _names = new byte[4096];
    private Item[] _items = new Item[128];
    private int _namesLength;
    private int[] _order = [];

    public int Count { get; private set; }

    /// <summary>With the NUL at its end, as system calls want it.</summary>
    public ReadOnlySpan<byte> Name(int index)
    {
        ref readonly Item item = ref _items[_order[index]];
        return _names.AsSpan(item.Start, item.Length + 1);
    }

    /// <summary>What the file system says it is; <see cref="EntryKind.Unknown"/> where it does not say.</summary>
    public EntryKind Kind(int index) => (EntryKind)(_items[_order[index]].Type << 12);

    public ulong Inode(int index) => _items[_order[index]].Inode;

    /// <summary>The inode of a name, 0 where there is none. For names asked for in their order: <paramref name="from"/> begins with 0 and goes on with them.</summary>
    public ulong Seek(ReadOnlySpan<byte> name, ref int from)
    {
        while (from < Count && Name(from).SequenceCompareTo(name) < 0)
            from++;
        return from < Count && Name(from).SequenceEqual(name) ? Inode(from) : 0;
    }

    internal Errno Fill(FileDescriptor folder)
    {
        Count = 0;
        _namesLength = 0;
        while (true)
        {
            Errno errno = Libc.GetDents64(folder, _buffer, out int count);
            if (errno != Errno.Ok)
            {
                // Half a list is none, and is not in order.
                Count = 0;
                return errno;
            }

            if (count == 0)
                break;
            for (ReadOnlySpan<byte> rest = _buffer.AsSpan(0, count); rest.Length > HeaderLength;)
            {
                int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]);
                ReadOnlySpan<byte> name = rest[HeaderLength..length];
                name = name[..name.IndexOf((byte)0)];
                if (!name.IsEmpty && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && !name.Contains((byte)'/'))
                    Add(name, rest[18], BinaryPrimitives.ReadUInt64LittleEndian(rest));
                rest = rest[length..];
            }
        }

        Sort();
        return Errno.Ok;
    }

    private void Add(ReadOnlySpan<byte> name, byte type, ulong inode)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        while (_namesLength + name.Length + 1 > _names.Length)
            Array.Resize(ref _names, _names.Length * 2);
        name.CopyTo(_names.AsSpan(_namesLength));
        _names[_namesLength + name.Length] = 0;
        _items[Count++] = new Item(_namesLength, name.Length, type, inode);
        _namesLength += name.Length + 1;
    }

    private void Sort()
    {
        if (_order.Length < Count)
            _order = new int[_items.Length];
        for (int i = 0; i < Count; i++)
            _order[i] = i;
        _order.AsSpan(0, Count).Sort(Compare);
    }

    private int Compare(int left, int right) =>
        _names.AsSpan(_items[left].Start, _items[left].Length).SequenceCompareTo(_names.AsSpan(_items[right].Start, _items[right].Length));

    private readonly record struct Item(int Start, int Length, byte Type, ulong Inode);
}
