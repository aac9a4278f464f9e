using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The manifest's file, format 2, little endian:
/// <code>
///   0  "AGSMAN1\n"    8 header length u32 (with the section table)   12 version u32   16 flags u32 (1: rules frozen; 2: inodes not stable; 4 and 8: the stage of a captured one)   20 number of sections u32
///  24  folders u32   28 entries u32   32 length of the names u64   40 sequence i64   48 taken at, ns i64   56 scan start, ns i64   64 racy guard, ns i64
///  72  source device u64, inode u64, birth ns i64   96 snapshot device u64, inode u64, birth ns i64   120 hash of the rules, 16 bytes   136 reserved, zero
/// 160  sections: {kind u32, reserved u32, offset u64, length u64, checksum 16 bytes} each, then a checksum of all before, 16 bytes
/// </code>
/// Then the sections, each at a multiple of 8; the tables are used where they lie (<see cref="FileMap"/>). A checksum is XXH64 and eight zero bytes; in format 1, otherwise the same and still read, it is the
/// first half of a SHA-256. A reader skips sections it does not know; a new version number means that the known ones changed.
/// </summary>
internal static class ManifestFormat
{
    /// <summary>A row, a hash, a name, and a part of the row of its folder.</summary>
    public const int UsualBytesOfEntry = 100;

    private const int RulesFrozenFlag = 1, UnstableInodesFlag = 2;
    private const int StageShift = 2, StageMask = 3;
    private const int SourceOffset = 72;
    private const int PieceLength = 2 << 20;

    private static readonly ManifestSection[] Sections = Enum.GetValues<ManifestSection>();

    /// <summary>Writes it piece by piece: the tables are not copied.</summary>
    public static void Write(Manifest manifest, FileDraft file)
    {
        TreeTable table = manifest.Table;
        RequireCompactNames(table);
        byte[] header = new byte[ManifestHeader.LengthOf(Sections.Length)];
        file.Append(header);
        WriteFixed(header, manifest);
        for (int i = 0; i < Sections.Length; i++)
        {
            file.Align(8);
            long offset = file.Length;
            ulong checksum = ManifestSectionWriter.Write(manifest, Sections[i], file);
            ManifestHeader.WriteSlot(header, i, Sections[i], offset, file.Length - offset, checksum);
        }

        ManifestHeader.Seal(header);
        file.Replace(0, header);
    }

    /// <exception cref="FormatException">It is damaged, or of a version we do not know.</exception>
    /// <exception cref="SystemCallException">It can not be read.</exception>
    public static Manifest Read(FileHandle file)
    {
        ManifestHeader header = ManifestHeader.Read(file);
        FileMap.Of(file, header.FileLength, out FileMap map).Check("mmap");
        try
        {
            return Read(header, map);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The facts alone, for a list: the file's length and the checksums of what is read are checked, the rest is not.</summary>
    /// <exception cref="FormatException">It is damaged, or of a version we do not know.</exception>
    /// <exception cref="SystemCallException">It can not be read.</exception>
    public static SnapshotFacts ReadFacts(FileHandle file) => ReadFacts(file, ManifestHeader.Read(file));

    /// <summary>The same, and which folder it was taken of.</summary>
    /// <inheritdoc cref="ReadFacts(FileHandle)" path="/exception"/>
    public static Tuple<SnapshotFacts, RootIdentity> ReadOrigin(FileHandle file)
    {
        ManifestHeader header = ManifestHeader.Read(file);
        return Tuple.Create(ReadFacts(file, header), header.IdentityAt(SourceOffset));
    }

    private static SnapshotFacts ReadFacts(FileHandle file, ManifestHeader header)
    {
        (long offset, int length) = header.PlaceOf(ManifestSection.Facts);
        byte[] bytes = ManifestHeader.ReadExactly(file, offset, length);
        header.RequireChecksum(ManifestSection.Facts, bytes);
        return SnapshotFacts.FromBytes(bytes);
    }

    private static Manifest Read(ManifestHeader header, FileMap map)
    {
        // Facts first: a JSON parser keeps what it is given, the map's bytes go away.
        var facts = SnapshotFacts.FromBytes(Bytes(header, map, ManifestSection.Facts).ToArray());
        var rules = IgnoreRules.FromBytes(Bytes(header, map, ManifestSection.Rules));
        List<SnapshotWarning> warnings = WarningList.FromBytes(Bytes(header, map, ManifestSection.Warnings));
        foreach (ManifestSection rows in (ManifestSection[])[ManifestSection.Hashes, ManifestSection.Folders, ManifestSection.Entries, ManifestSection.Names])
            RequireRows(header, map, rows);
        var table = new TreeTable(new StoredRows(map, header.RowPlaces()));
        TableCheck.Require(table);
        return new Manifest
        {
            Facts = facts,
            Table = table,
            Rules = rules,
            RulesWereFrozen = (header.Number(16) & RulesFrozenFlag) != 0,
            InodesWereUnstable = (header.Number(16) & UnstableInodesFlag) != 0,
            Stage = (CaptureStage)((header.Number(16) >> StageShift) & StageMask),
            Warnings = warnings,
            ScanStart = header.Long(56),
            RacyGuard = header.Long(64),
            Source = header.IdentityAt(SourceOffset),
            Snapshot = header.IdentityAt(96),
        };
    }

    /// <summary>Piece by piece, without holding all of it in memory.</summary>
    private static void RequireRows(ManifestHeader header, FileMap map, ManifestSection section)
    {
        (long offset, int length) = header.PlaceOf(section);
        ManifestChecksum checksum = header.NewChecksum();
        for (int done = 0; done < length;)
        {
            int count = Math.Min(PieceLength, length - done);
            map.Populate(offset + done, count).Check("madvise");
            checksum.Append(map.Bytes(offset + done, count));
            map.Release(offset + done, count);
            done += count;
        }

        header.RequireChecksum(section, checksum);
    }

    private static ReadOnlySpan<byte> Bytes(ManifestHeader header, FileMap map, ManifestSection section)
    {
        (long offset, int length) = header.PlaceOf(section);
        map.Populate(offset, length).Check("madvise");
        ReadOnlySpan<byte> bytes = map.Bytes(offset, length);
        header.RequireChecksum(section, bytes);
        return bytes;
    }

    /// <summary>Names that went stay in the blob that is taken over from manifest to manifest, until they are the greater part of it.</summary>
    private static void RequireCompactNames(TreeTable table)
    {
        if (table.NamesLength < 64 * 1024)
            return;
        long used = 0;
        for (int i = 0; i < table.FolderCount;)
        {
            ReadOnlySpan<FolderRecord> run = table.FolderRun(i);
            foreach (ref readonly FolderRecord folder in run)
                used += folder.NameLength + 1;
            i += run.Length;
        }

        var behind = new EntriesBehind(table);
        for (int i = 0; i < table.EntryCount;)
        {
            ReadOnlySpan<EntryRecord> run = table.EntryRun(i);
            run = run[..Math.Min(run.Length, EntriesBehind.EntriesKept)];
            foreach (ref readonly EntryRecord entry in run)
                used += entry.NameLength + 1;
            i += run.Length;
            behind.Passed(i - 1);
        }

        behind.End(table.EntryCount);

        if (table.NamesLength > 2 * used)
            table.CompactNames();
    }

    private static void WriteFixed(Span<byte> header, Manifest manifest)
    {
        ManifestHeader.WriteStart(header, Sections.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], (manifest.RulesWereFrozen ? RulesFrozenFlag : 0) | (manifest.InodesWereUnstable ? UnstableInodesFlag : 0) | ((int)manifest.Stage << StageShift));
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], manifest.Table.FolderCount);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], manifest.Table.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], manifest.Table.NamesLength);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], manifest.Facts.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], (manifest.Facts.TakenAt - DateTimeOffset.UnixEpoch).Ticks * 100);
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], manifest.ScanStart);
        BinaryPrimitives.WriteInt64LittleEndian(header[64..], manifest.RacyGuard);
        ManifestHeader.WriteIdentity(header[SourceOffset..], manifest.Source);
        ManifestHeader.WriteIdentity(header[96..], manifest.Snapshot);
        ContentHash rules = manifest.Rules.Hash();
        BinaryPrimitives.WriteUInt64LittleEndian(header[120..], rules.First);
        BinaryPrimitives.WriteUInt64LittleEndian(header[128..], rules.Second);
    }
}
