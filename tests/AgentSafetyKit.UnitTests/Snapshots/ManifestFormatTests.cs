using System.Buffers.Binary;
using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A manifest is a proof only as long as nothing that is wrong with its file gets past the reader.</summary>
internal sealed class ManifestFormatTests : SnapshotFixture
{
    private const int FixedLength = 160, SlotLength = 40;
    private string _path = "";
    private string _id = "";

    [SetUp]
    public void TakeASnapshot()
    {
        for (int i = 0; i < 12; i++)
            Write($"{i % 3}/{i % 4}/file{i}", new string('x', i));
        Shell("ln 0/0/file0 1/1/link; ln -s nowhere 2/broken", Source);
        Thread.Sleep(40);
        _id = Take().Snapshot.Id;
        _path = Path.Combine(Backups, $".agsekit-{_id}.man");
    }

    [Test]
    public void A_file_of_format_1_is_still_read()
    {
        byte[] file = File.ReadAllBytes(_path);
        Reseal(file, version: 1);
        File.WriteAllBytes(_path, file);

        Assert.That(Store.List()[0].State, Is.EqualTo(ManifestState.Good));
        using OpenSnapshot snapshot = Store.Open(_id, needsManifest: true, null, CancellationToken.None);
        using Manifest manifest = snapshot.Manifest;
        Assert.That((manifest.Table.IsStored, manifest.Table.EntryCount, manifest.Facts.IsRebuilt), Is.EqualTo((true, 14, false)));
        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged));
    }

    [Test]
    public void Damage_anywhere_is_found()
    {
        byte[] good = File.ReadAllBytes(_path);
        for (int at = 0; at < good.Length; at += 7)
        {
            byte[] file = [.. good];
            file[at] ^= 0x20;
            File.WriteAllBytes(_path, file);
            bool isPadding = IsBetweenSections(good, at);
            Assert.That(Reads(), Is.EqualTo(isPadding), $"byte {at} of {good.Length}");
        }
    }

    [Test]
    public void A_file_that_was_cut_off_is_refused_at_every_length()
    {
        byte[] good = File.ReadAllBytes(_path);
        for (int length = 0; length < good.Length; length += 13)
        {
            File.WriteAllBytes(_path, good[..length]);
            Assert.That(Reads(), Is.False, $"{length} of {good.Length} bytes");
        }

        Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), "made again from the snapshot");
    }

    [Test]
    public void Forged_numbers_with_right_checksums_lead_to_an_error_and_never_out_of_the_tables()
    {
        byte[] good = File.ReadAllBytes(_path);
        var random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 1500; round++)
        {
            byte[] file = [.. good];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                Forge(file, random);
            Reseal(file, version: 2);
            File.WriteAllBytes(_path, file);
            try
            {
                Assert.That(FolderHandle.Open(Source, out FolderHandle source), Is.EqualTo(Errno.Ok));
                using (source)
                {
                    using OpenSnapshot snapshot = Store.Open(_id, needsManifest: true, null, CancellationToken.None);
                    using Manifest manifest = snapshot.Manifest;
                    refused += manifest.Table.IsStored ? 0 : 1;
                    using TreeScan scan = TreeScanner.Run(new ScanSpec { Root = source, Previous = manifest, PreviousRoot = snapshot.Root, KeepsUnreadable = true }, CancellationToken.None);
                    for (int i = 0; i < manifest.Table.EntryCount; i++)
                        Assert.That(manifest.Table.PathOfEntry(manifest.Table.FolderOfEntry(i), manifest.Table.LeaderOf(i)).Bytes.Length, Is.Positive);
                }
            }
            catch (KitException)
            {
            }
        }

        Assert.That(refused, Is.InRange(300, 1499), "most forgeries contradict the rest of the table, some do not");
    }

    [Test]
    public void A_manifest_in_use_may_be_replaced_or_removed()
    {
        using OpenSnapshot snapshot = Store.Open(_id, needsManifest: true, null, CancellationToken.None);
        using Manifest manifest = snapshot.Manifest;
        Assert.That(manifest.Table.IsStored);
        File.WriteAllText(_path + ".new", "another");
        File.Move(_path + ".new", _path, overwrite: true);
        File.Delete(_path);
        using TreeTable successor = manifest.Table.Successor();
        successor.TakeEntries(0, manifest.Table.EntryCount);

        for (int i = 0; i < manifest.Table.EntryCount; i++)
            Assert.That(successor.EntryName(i).SequenceEqual(manifest.Table.EntryName(i)));
    }

    [Test]
    public void What_is_written_to_one_table_stays_there_and_a_disposed_one_is_an_error_not_a_crash()
    {
        using OpenSnapshot snapshot = Store.Open(_id, needsManifest: true, null, CancellationToken.None);
        Manifest manifest = snapshot.Manifest;
        byte[] before = File.ReadAllBytes(_path);
        TreeTable successor = manifest.Table.Successor();
        successor.TakeEntries(0, manifest.Table.EntryCount);
        successor.Entry(3).Size = 12345;
        manifest.Table.Entry(4).Size = 54321;

        Assert.That((manifest.Table.Entry(3).Size, successor.Entry(4).Size), Is.Not.EqualTo((12345L, 54321L)));
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(before));
        manifest.Dispose();
        Assert.That(successor.Entry(3).Size, Is.EqualTo(12345));
        successor.Dispose();
        Assert.That(() => successor.Entry(3).Size, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => successor.EntryName(3).Length, Throws.InstanceOf<Exception>());
    }

    [Test]
    public void Names_that_went_do_not_pile_up()
    {
        for (int i = 0; i < 1500; i++)
            Write($"many/{new string('n', 100)}{i}", "");
        Take();
        long most = new FileInfo(Path.Combine(Backups, $".agsekit-{Store.List()[^1].Id}.man")).Length;
        Directory.Delete(At("many"), recursive: true);
        TakeAnyway();
        Assert.That(Store.List().Select(snapshot => snapshot.State), Is.All.EqualTo(ManifestState.Good));
        string last = Store.List()[^1].Id;

        Assert.That(new FileInfo(Path.Combine(Backups, $".agsekit-{last}.man")).Length, Is.LessThan(most / 10));
        Assert.That(PosixTree.Describe(Path.Combine(Backups, last), withRootMode: false)[1..], Is.EqualTo(PosixTree.Describe(Source)[1..]));
        Assert.That(RestoreAll(last, target: Path.Combine(Work, "to")).Warnings, Is.Empty);
    }

    private static (int Offset, int Length)[] Sections(byte[] file) =>
    [
        .. Enumerable.Range(0, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(20))).Select(i => file.AsSpan(FixedLength + (i * SlotLength)).ToArray())
            .Select(slot => ((int)BinaryPrimitives.ReadInt64LittleEndian(slot.AsSpan(8)), (int)BinaryPrimitives.ReadInt64LittleEndian(slot.AsSpan(16)))),
    ];

    private static bool IsBetweenSections(byte[] file, int at) =>
        at >= BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8)) && !Sections(file).Any(section => at >= section.Offset && at < section.Offset + section.Length);

    private static void Forge(byte[] file, Random random)
    {
        (int offset, int length) = Sections(file)[random.Next(3)];
        int at = offset + (random.Next(length / 4) * 4);
        int value = random.Next(4) switch { 0 => random.Next(), 1 => -1, 2 => random.Next(20), _ => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) + random.Next(-2, 3) };
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    private static void Reseal(byte[] file, int version)
    {
        byte[] Checksum(ReadOnlySpan<byte> bytes)
        {
            if (version == 1)
                return SHA256.HashData(bytes)[..16];
            byte[] checksum = new byte[16];
            BinaryPrimitives.WriteUInt64LittleEndian(checksum, XxHash64.Of(bytes));
            return checksum;
        }

        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), version);
        (int Offset, int Length)[] sections = Sections(file);
        for (int i = 0; i < sections.Length; i++)
            Checksum(file.AsSpan(sections[i].Offset, sections[i].Length)).CopyTo(file, FixedLength + (i * SlotLength) + 24);
        int header = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8));
        Checksum(file.AsSpan(0, header - 16)).CopyTo(file, header - 16);
    }

    private bool Reads()
    {
        using BackupFolder backups = BackupFolder.Find(Backups)!;
        Assert.That(SnapshotName.TryParse(_id, out SnapshotName name));
        using Manifest? manifest = backups.ReadManifest(name, out ManifestState state);
        Assert.That(state, Is.EqualTo(manifest is null ? ManifestState.Damaged : ManifestState.Good));
        return manifest is not null;
    }
}
