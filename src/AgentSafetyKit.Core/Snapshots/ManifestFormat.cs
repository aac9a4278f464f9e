using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The manifest's file, format 1, little endian:
/// <code>
///   0  "AGSMAN1\n"    8 header length u32 (with the section table)   12 version u32   16 flags u32 (1: rules frozen; 2 and 4: the stage of a captured one)   20 number of sections u32
///  24  folders u32   28 entries u32   32 length of the names u64   40 sequence i64   48 taken at, ns i64   56 scan start, ns i64   64 racy guard, ns i64
///  72  source device u64, inode u64, birth ns i64   96 snapshot device u64, inode u64, birth ns i64   120 hash of the rules, 16 bytes   136 reserved, zero
/// 160  sections: {kind u32, reserved u32, offset u64, length u64, checksum 16 bytes} each, then a checksum of all before, 16 bytes
/// </code>
/// Then the sections, each at a multiple of 8. A checksum is the first half of a SHA-256. A reader skips sections it does not know; a new version number means that the known ones changed.
/// </summary>
internal static class ManifestFormat
{
    private const int Version = 1;
    private const int FixedLength = 160;
    private const int SectionLength = 40;
    private const int ChecksumLength = 16;
    private const int RulesFrozenFlag = 1;
    private const int StageShift = 1;
    private const int StageMask = 3;
    private const int LongestHeader = 64 * 1024;

    private enum Section
    {
        Folders = 1,
        Entries = 2,
        Names = 3,
        Hashes = 4,
        Facts = 5,
        Rules = 6,
        Warnings = 7,
    }

    public static byte[] Write(Manifest manifest)
    {
        TreeTable table = manifest.Table;
        byte[] facts = manifest.Facts.ToBytes();
        byte[] rules = manifest.Rules.ToBytes();
        byte[] warnings = WarningList.ToBytes(manifest.Warnings);
        ReadOnlySpan<byte> Bytes(Section section) => section switch
        {
            Section.Folders => MemoryMarshal.AsBytes(table.Folders),
            Section.Entries => MemoryMarshal.AsBytes(table.Entries),
            Section.Names => table.Names,
            Section.Hashes => MemoryMarshal.AsBytes(table.Hashes),
            Section.Facts => facts,
            Section.Rules => rules,
            _ => warnings,
        };
        Section[] sections = Enum.GetValues<Section>();
        int header = FixedLength + (sections.Length * SectionLength) + ChecksumLength;
        long total = header;
        foreach (Section section in sections)
            total = Aligned(total) + Bytes(section).Length;
        byte[] file = new byte[checked((int)total)];
        WriteFixed(file, manifest, header, sections.Length);
        long offset = header;
        for (int i = 0; i < sections.Length; i++)
        {
            ReadOnlySpan<byte> bytes = Bytes(sections[i]);
            offset = Aligned(offset);
            bytes.CopyTo(file.AsSpan((int)offset));
            Span<byte> slot = file.AsSpan(FixedLength + (i * SectionLength), SectionLength);
            BinaryPrimitives.WriteUInt32LittleEndian(slot, (uint)sections[i]);
            BinaryPrimitives.WriteInt64LittleEndian(slot[8..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(slot[16..], bytes.Length);
            Checksum(bytes, slot[24..]);
            offset += bytes.Length;
        }

        Checksum(file.AsSpan(0, header - ChecksumLength), file.AsSpan(header - ChecksumLength));
        return file;
    }

    /// <exception cref="FormatException">It is damaged, or of a version we do not know.</exception>
    public static Manifest Read(FileHandle file)
    {
        byte[] header = ReadHeader(file);
        TreeTable table = new(
            Cast<FolderRecord>(ReadSection(file, header, Section.Folders)),
            Cast<EntryRecord>(ReadSection(file, header, Section.Entries)),
            Cast<ContentHash>(ReadSection(file, header, Section.Hashes)),
            ReadSection(file, header, Section.Names));
        TableCheck.Require(table);
        return new Manifest
        {
            Facts = SnapshotFacts.FromBytes(ReadSection(file, header, Section.Facts)),
            Table = table,
            Rules = IgnoreRules.FromBytes(ReadSection(file, header, Section.Rules)),
            RulesWereFrozen = (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16)) & RulesFrozenFlag) != 0,
            Stage = (CaptureStage)((BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16)) >> StageShift) & StageMask),
            Warnings = WarningList.FromBytes(ReadSection(file, header, Section.Warnings)),
            ScanStart = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(56)),
            RacyGuard = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(64)),
            Source = IdentityAt(header, 72),
            Snapshot = IdentityAt(header, 96),
        };
    }

    /// <summary>The facts alone, for a list: the file's length and the checksums of what is read are checked, the rest is not.</summary>
    /// <exception cref="FormatException">It is damaged, or of a version we do not know.</exception>
    public static SnapshotFacts ReadFacts(FileHandle file)
    {
        byte[] header = ReadHeader(file);
        return SnapshotFacts.FromBytes(ReadSection(file, header, Section.Facts));
    }

    private static void WriteFixed(Span<byte> file, Manifest manifest, int header, int sections)
    {
        "AGSMAN1\n"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[8..], header);
        BinaryPrimitives.WriteInt32LittleEndian(file[12..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], (manifest.RulesWereFrozen ? RulesFrozenFlag : 0) | ((int)manifest.Stage << StageShift));
        BinaryPrimitives.WriteInt32LittleEndian(file[20..], sections);
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], manifest.Table.FolderCount);
        BinaryPrimitives.WriteInt32LittleEndian(file[28..], manifest.Table.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(file[32..], manifest.Table.Names.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file[40..], manifest.Facts.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(file[48..], (manifest.Facts.TakenAt - DateTimeOffset.UnixEpoch).Ticks * 100);
        BinaryPrimitives.WriteInt64LittleEndian(file[56..], manifest.ScanStart);
        BinaryPrimitives.WriteInt64LittleEndian(file[64..], manifest.RacyGuard);
        WriteIdentity(file[72..], manifest.Source);
        WriteIdentity(file[96..], manifest.Snapshot);
        ContentHash rules = manifest.Rules.Hash();
        BinaryPrimitives.WriteUInt64LittleEndian(file[120..], rules.First);
        BinaryPrimitives.WriteUInt64LittleEndian(file[128..], rules.Second);
    }

    private static byte[] ReadHeader(FileHandle file)
    {
        byte[] start = ReadExactly(file, 0, FixedLength);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        int sections = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(20));
        if (!start.AsSpan(0, 8).SequenceEqual("AGSMAN1\n"u8) || BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12)) != Version
            || length is < FixedLength or > LongestHeader || sections < 0 || length != FixedLength + (sections * SectionLength) + ChecksumLength)
            throw new FormatException("not a manifest of this version");
        byte[] header = ReadExactly(file, 0, length);
        RequireChecksum(header.AsSpan(0, length - ChecksumLength), header.AsSpan(length - ChecksumLength));
        file.Status(out FileStatus status).Check("statx");
        for (int i = 0; i < sections; i++)
        {
            ReadOnlySpan<byte> slot = header.AsSpan(FixedLength + (i * SectionLength));
            long offset = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), bytes = BinaryPrimitives.ReadInt64LittleEndian(slot[16..]);
            if (offset < length || bytes < 0 || bytes > int.MaxValue || offset > status.Size - bytes)
                throw new FormatException("the manifest is cut off");
        }

        return header;
    }

    private static byte[] ReadSection(FileHandle file, byte[] header, Section wanted)
    {
        int sections = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(20));
        for (int i = 0; i < sections; i++)
        {
            ReadOnlySpan<byte> slot = header.AsSpan(FixedLength + (i * SectionLength), SectionLength);
            if (BinaryPrimitives.ReadInt32LittleEndian(slot) != (int)wanted)
                continue;
            byte[] bytes = ReadExactly(file, BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(slot[16..]));
            RequireChecksum(bytes, slot[24..]);
            return bytes;
        }

        throw new FormatException($"the manifest has no section {wanted}");
    }

    private static byte[] ReadExactly(FileHandle file, long offset, int length)
    {
        byte[] bytes = new byte[length];
        for (int filled = 0; filled < length;)
        {
            if (file.ReadAt(bytes.AsSpan(filled), offset + filled, out int count) != Errno.Ok || count == 0)
                throw new FormatException("the manifest is cut off");
            filled += count;
        }

        return bytes;
    }

    private static T[] Cast<T>(byte[] bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private static void Checksum(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        hash[..ChecksumLength].CopyTo(into);
    }

    private static void RequireChecksum(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> expected)
    {
        Span<byte> found = stackalloc byte[ChecksumLength];
        Checksum(bytes, found);
        if (!found.SequenceEqual(expected[..ChecksumLength]))
            throw new FormatException("the manifest is damaged");
    }

    private static RootIdentity IdentityAt(ReadOnlySpan<byte> header, int offset) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(header[offset..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[(offset + 8)..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[(offset + 16)..]));

    private static void WriteIdentity(Span<byte> into, RootIdentity identity)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, identity.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], identity.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], identity.BornAt);
    }

    private static long Aligned(long offset) => (offset + 7) & ~7L;
}
