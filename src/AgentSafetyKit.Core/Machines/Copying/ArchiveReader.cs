using System.Buffers.Binary;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>
/// Reads a tar archive in GNU's format (GNU tar manual, "Basic Tar Format"), names as bytes. Strict: what GNU tar does not write under <c>--format=gnu --hard-dereference</c> is an error, so a
/// hostile sender has little to play with. Whoever calls reads the content of an entry before he asks for the next one, or has it passed over.
/// </summary>
internal sealed class ArchiveReader(Stream stream)
{
    public const int BlockLength = 512;
    private const int LongestName = 64 * 1024;
    private const int MostPadding = 1 << 20;
    private readonly byte[] _block = new byte[BlockLength];
    private long _content;
    private int _padding;

    /// <summary>The next entry; null at the end.</summary>
    /// <exception cref="ArchiveException">It is none, or ended before its end.</exception>
    public ArchiveEntry? Next()
    {
        byte[]? path = null, target = null;
        while (true)
        {
            PassOver();
            Fill(_block);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                Drain();
                return null;
            }

            VerifyChecksum();
            long size = NumberAt(124, 12);
            char type = (char)_block[156];
            if (type is 'L' or 'K')
            {
                byte[] name = ReadName(size);
                (path, target) = type == 'L' ? (name, target) : (path, name);
                continue;
            }

            EntryKind kind = type switch
            {
                '0' or '\0' or '7' => EntryKind.File,
                '5' => EntryKind.Folder,
                '2' => EntryKind.SymbolicLink,
                '3' => EntryKind.CharacterDevice,
                '4' => EntryKind.BlockDevice,
                '6' => EntryKind.Fifo,
                _ => throw new ArchiveException($"an entry of type {(int)type}"),
            };
            if (kind != EntryKind.File && size != 0)
                throw new ArchiveException("an entry that is no file has a content");
            _content = size;
            _padding = (int)((BlockLength - (size % BlockLength)) % BlockLength);
            long seconds = Math.Clamp(NumberAt(136, 12), 0, long.MaxValue / 2_000_000_000);
            return new ArchiveEntry(path ?? TextAt(0, 100), kind, size, (uint)NumberAt(100, 8) & 0x1FF, seconds * 1_000_000_000, target ?? TextAt(157, 100));
        }
    }

    /// <summary>Of the entry's content; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        if (_content == 0 || buffer.IsEmpty)
            return 0;
        int count = stream.Read(buffer[..(int)Math.Min(buffer.Length, _content)]);
        if (count == 0)
            throw CutOff();
        _content -= count;
        return count;
    }

    private void PassOver()
    {
        byte[] buffer = new byte[BlockLength];
        while (_content > 0)
            _ = Read(buffer);
        Fill(buffer.AsSpan(0, _padding));
        _padding = 0;
    }

    private void Fill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = stream.Read(buffer);
            if (count == 0)
                throw CutOff();
            buffer = buffer[count..];
        }
    }

    /// <summary>The sender fills its last record up; it must be able to.</summary>
    private void Drain()
    {
        int total = 0;
        for (int count; total < MostPadding && (count = stream.Read(_block)) > 0; total += count)
        {
        }
    }

    private byte[] ReadName(long size)
    {
        if (size is <= 0 or > LongestName)
            throw new ArchiveException("a name is too long");
        byte[] name = new byte[size];
        Fill(name);
        Fill(new byte[(BlockLength - (size % BlockLength)) % BlockLength]);
        return name.AsSpan(0, Math.Max(0, name.AsSpan().IndexOf((byte)0) is >= 0 and int end ? end : name.Length)).ToArray();
    }

    private byte[] TextAt(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.AsSpan(offset, length);
        return (field.IndexOf((byte)0) is >= 0 and int end ? field[..end] : field).ToArray();
    }

    /// <summary>Octal digits, or with the highest bit set a number of base 256.</summary>
    private long NumberAt(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.AsSpan(offset, length);
        if ((field[0] & 0x80) != 0)
        {
            // Below zero: a time before 1970.
            if (field[0] != 0x80)
                return 0;
            if (field[1..^8].ContainsAnyExcept((byte)0))
                throw new ArchiveException("a number is too large");
            long large = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return length > 8 && large >= 0 ? large : throw new ArchiveException("a number is too large");
        }

        long number = 0;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw new ArchiveException("a number is none");
            number = (number << 3) | (uint)(digit - '0');
        }

        return number;
    }

    private void VerifyChecksum()
    {
        long sum = 0;
        for (int i = 0; i < BlockLength; i++)
            sum += i is >= 148 and < 156 ? ' ' : _block[i];
        if (sum != NumberAt(148, 8))
            throw new ArchiveException("a header is damaged");
    }

    private static ArchiveException CutOff() => new("it broke off", isCutOff: true);
}
