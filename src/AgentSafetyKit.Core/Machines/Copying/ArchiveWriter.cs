using System.Buffers.Binary;
using System.Text;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>Writes a tar archive in GNU's format, names as bytes of any length, files of any size.</summary>
internal sealed class ArchiveWriter(Stream stream)
{
    private const long LargestOctal = (1L << 33) - 1;
    private readonly byte[] _block = new byte[ArchiveReader.BlockLength];
    private int _padding;

    /// <summary>Begins an entry; of a file exactly <paramref name="size"/> bytes have to follow.</summary>
    public void Begin(ReadOnlySpan<byte> path, EntryKind kind, long size, uint permissions, long modifiedAt, ReadOnlySpan<byte> target)
    {
        if (path.Length > 100)
            WriteLong('L', path);
        if (target.Length > 100)
            WriteLong('K', target);
        char type = kind switch { EntryKind.Folder => '5', EntryKind.SymbolicLink => '2', _ => '0' };
        WriteHeader(path, type, size, permissions, modifiedAt / 1_000_000_000, target);
        _padding = (int)((ArchiveReader.BlockLength - (size % ArchiveReader.BlockLength)) % ArchiveReader.BlockLength);
        if (size == 0)
            End();
    }

    public void Write(ReadOnlySpan<byte> content) => stream.Write(content);

    /// <summary>The content is complete.</summary>
    public void End()
    {
        Pad(_padding);
        _padding = 0;
    }

    /// <summary>The archive is.</summary>
    public void Finish() => Pad(2 * ArchiveReader.BlockLength);

    private void WriteLong(char type, ReadOnlySpan<byte> name)
    {
        WriteHeader("././@LongLink"u8, type, name.Length + 1, 0x1A4, 0, []);
        stream.Write(name);
        Pad(1 + (int)((ArchiveReader.BlockLength - ((name.Length + 1L) % ArchiveReader.BlockLength)) % ArchiveReader.BlockLength));
    }

    private void WriteHeader(ReadOnlySpan<byte> path, char type, long size, uint permissions, long seconds, ReadOnlySpan<byte> target)
    {
        _block.AsSpan().Clear();
        path[..Math.Min(path.Length, 100)].CopyTo(_block);
        Number(100, 8, permissions);
        Number(108, 8, 0);
        Number(116, 8, 0);
        Number(124, 12, size);
        Number(136, 12, Math.Max(0, seconds));
        _block[156] = (byte)type;
        target[..Math.Min(target.Length, 100)].CopyTo(_block.AsSpan(157));
        "ustar  \0"u8.CopyTo(_block.AsSpan(257));
        _block.AsSpan(148, 8).Fill((byte)' ');
        long sum = 0;
        foreach (byte one in _block)
            sum += one;
        Number(148, 7, sum);
        stream.Write(_block);
    }

    private void Number(int offset, int length, long value)
    {
        Span<byte> field = _block.AsSpan(offset, length);
        if (value > LargestOctal)
        {
            field.Clear();
            field[0] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(field[^8..], value);
            return;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0').AsSpan(), field);
        field[^1] = 0;
    }

    private void Pad(int count)
    {
        _block.AsSpan().Clear();
        for (; count > 0; count -= ArchiveReader.BlockLength)
            stream.Write(_block.AsSpan(0, Math.Min(count, ArchiveReader.BlockLength)));
    }
}
