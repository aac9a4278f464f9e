using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>The head of a manifest's file and its table of sections, as <see cref="ManifestFormat"/> describes them. Once read, every section is known to lie within the file.</summary>
internal sealed class ManifestHeader
{
    private const int Version = 2, VersionWithSha = 1;
    private const int FixedLength = 160;
    private const int SlotLength = 40;
    private const int ChecksumLength = ManifestChecksum.Length;
    private const int LongestHeader = 64 * 1024;
    private readonly byte[] _bytes;

    private ManifestHeader(byte[] bytes, long fileLength) => (_bytes, FileLength) = (bytes, fileLength);

    public long FileLength { get; }

    public static int LengthOf(int sections) => FixedLength + (sections * SlotLength) + ChecksumLength;

    /// <exception cref="FormatException">It is damaged, cut off, or of a version we do not know.</exception>
    public static ManifestHeader Read(FileHandle file)
    {
        byte[] start = ReadExactly(file, 0, FixedLength);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        int version = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12));
        int sections = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(20));
        bool isOurs = start.AsSpan(0, 8).SequenceEqual("AGSMAN1\n"u8);
        if (isOurs && version > Version)
            throw new NewerManifestException(version);
        if (!isOurs || version is not (Version or VersionWithSha)
            || length is < FixedLength or > LongestHeader || sections is < 0 or > LongestHeader / SlotLength || length != LengthOf(sections))
            throw new FormatException("not a manifest of this version");
        file.Status(out FileStatus status).Check("statx");
        var header = new ManifestHeader(ReadExactly(file, 0, length), status.Size);
        header.RequireChecksum(header._bytes.AsSpan(0, length - ChecksumLength), header._bytes.AsSpan(length - ChecksumLength));
        for (int i = 0; i < sections; i++)
        {
            ReadOnlySpan<byte> slot = header.Slot(i);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), bytes = BinaryPrimitives.ReadInt64LittleEndian(slot[16..]);
            if (offset < length || offset % 8 != 0 || bytes < 0 || bytes > int.MaxValue || offset > status.Size - bytes)
                throw new FormatException("the manifest is cut off");
        }

        return header;
    }

    /// <exception cref="FormatException">It is cut off.</exception>
    /// <exception cref="SystemCallException">It can not be read.</exception>
    public static byte[] ReadExactly(FileHandle file, long offset, int length)
    {
        byte[] bytes = new byte[length];
        for (int filled = 0; filled < length;)
        {
            file.ReadAt(bytes.AsSpan(filled), offset + filled, out int count).Check("pread");
            if (count == 0)
                throw new FormatException("the manifest is cut off");
            filled += count;
        }

        return bytes;
    }

    public static void WriteStart(Span<byte> header, int sections)
    {
        "AGSMAN1\n"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], LengthOf(sections));
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], sections);
    }

    public static void WriteSlot(Span<byte> header, int index, ManifestSection section, long offset, long length, ulong checksum)
    {
        Span<byte> slot = header.Slice(FixedLength + (index * SlotLength), SlotLength);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, (uint)section);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(slot[16..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[24..], checksum);
    }

    /// <summary>Last: the checksum of the header itself.</summary>
    public static void Seal(Span<byte> header) => BinaryPrimitives.WriteUInt64LittleEndian(header[^ChecksumLength..], XxHash64.Of(header[..^ChecksumLength]));

    public static void WriteIdentity(Span<byte> into, RootIdentity identity)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, identity.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], identity.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], identity.BornAt);
    }

    public int Number(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(offset));

    public long Long(int offset) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(offset));

    public RootIdentity IdentityAt(int offset) => new((ulong)Long(offset), (ulong)Long(offset + 8), Long(offset + 16));

    /// <exception cref="FormatException">There is no such section.</exception>
    public (long Offset, int Length) PlaceOf(ManifestSection section)
    {
        ReadOnlySpan<byte> slot = SlotOf(section);
        return (BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(slot[16..]));
    }

    /// <exception cref="FormatException">The lengths are not those of whole rows, or do not fit together.</exception>
    public RowPlaces RowPlaces()
    {
        (long folders, int folderBytes) = PlaceOf(ManifestSection.Folders);
        (long entries, int entryBytes) = PlaceOf(ManifestSection.Entries);
        (long hashes, int hashBytes) = PlaceOf(ManifestSection.Hashes);
        (long names, int nameBytes) = PlaceOf(ManifestSection.Names);
        if (folderBytes % FolderRecord.Length != 0 || entryBytes % EntryRecord.Length != 0 || hashBytes / ContentHash.Length != entryBytes / EntryRecord.Length || hashBytes % ContentHash.Length != 0)
            throw new FormatException("the tables of the manifest do not fit together");
        return new RowPlaces(folders, folderBytes / FolderRecord.Length, entries, entryBytes / EntryRecord.Length, hashes, names, nameBytes);
    }

    /// <summary>As this version of the format takes it.</summary>
    public ManifestChecksum NewChecksum() => new(usesSha: Number(12) == VersionWithSha);

    /// <exception cref="FormatException">The section is damaged.</exception>
    public void RequireChecksum(ManifestSection section, ManifestChecksum found) => found.Require(SlotOf(section)[24..]);

    /// <inheritdoc cref="RequireChecksum(ManifestSection, ManifestChecksum)"/>
    public void RequireChecksum(ManifestSection section, ReadOnlySpan<byte> bytes) => RequireChecksum(bytes, SlotOf(section)[24..]);

    private void RequireChecksum(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> expected)
    {
        ManifestChecksum found = NewChecksum();
        found.Append(bytes);
        found.Require(expected);
    }

    private ReadOnlySpan<byte> Slot(int index) => _bytes.AsSpan(FixedLength + (index * SlotLength), SlotLength);

    private ReadOnlySpan<byte> SlotOf(ManifestSection section)
    {
        for (int i = 0; i < Number(20); i++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(Slot(i)) == (int)section)
                return Slot(i);
        }

        throw new FormatException($"the manifest has no section {section}");
    }
}
