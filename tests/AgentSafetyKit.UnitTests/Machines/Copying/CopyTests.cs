using System.Globalization;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Machines.Copying;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.UnitTests.Machines.Copying;

/// <summary>Archives to and from GNU tar, and archives that nobody honest writes.</summary>
public sealed class CopyTests
{
    private string _root = "";
    private FolderHandle _parent = null!;

    [SetUp]
    public void Begin()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-cp-").FullName;
        FolderHandle.Open(_root, out _parent).Check("open");
    }

    [TearDown]
    public async Task End()
    {
        _parent.Dispose();
        // Names that are no UTF-8 can not be named to Directory.Delete.
        await ShellAsync("rm -rf \"$1\"");
    }

    [Test]
    public async Task What_we_pack_tar_unpacks_and_what_tar_packs_we_unpack()
    {
        // Names of 300 bytes in all, a line feed, bytes that are no UTF-8, an empty file and folder, holes, modes, links.
        await ShellAsync("""
            mkdir -p "$1/src/deep" && cd "$1/src"
            n=$(printf 'n%.0s' $(seq 200)); mkdir "$n"; echo long > "$n/$n"
            printf 'x' > "$(printf 'a\nb \377')"; : > empty; mkdir nothing; truncate -s 3M holes; head -c 700000 /dev/urandom > deep/bytes
            echo run > tool; chmod 755 tool; ln -s deep/bytes link; ln -s ../empty deep/up; ln tool hard; touch -d '2001-02-03 04:05:06' empty
            """);
        using var packed = new MemoryStream();
        var sender = new TreeSender(_parent, "src\0"u8.ToArray());
        Assert.That(sender.Measure(default), Is.GreaterThan(3_700_000));
        var tally = new CopyTally(default, 0, NoProgress.Instance);
        sender.Send(new ArchiveWriter(packed), tally, default);
        Assert.That((tally.Result().Files, tally.Result().NoteCount), Is.EqualTo((9, 0)));
        await File.WriteAllBytesAsync(Path.Combine(_root, "ours.tar"), packed.ToArray());
        await ShellAsync("mkdir \"$1/out\" && tar -C \"$1/out\" -xf \"$1/ours.tar\" && diff -r --no-dereference \"$1/src\" \"$1/out/tree\" && test -e \"$1/out/end\" && test -x \"$1/out/tree/tool\" && test -L \"$1/out/tree/link\"");

        await ShellAsync("tar --format=gnu --hard-dereference --numeric-owner -C \"$1/src\" -cf \"$1/theirs.tar\" .");
        CopyResult got = Receive(await File.ReadAllBytesAsync(Path.Combine(_root, "theirs.tar")), "new");
        Assert.That((got.Files, got.NoteCount), Is.EqualTo((9, 0)), string.Join('\n', got.Notes.Select(note => note.English)));
        await ShellAsync("diff -r --no-dereference \"$1/src\" \"$1/new\" && test -x \"$1/new/tool\" && test -L \"$1/new/link\" && [ \"$(stat -c %Y \"$1/new/empty\")\" = \"$(stat -c %Y \"$1/src/empty\")\" ]");
        Assert.That(Directory.EnumerateFileSystemEntries(_root, ".*"), Is.Empty);
    }

    [Test]
    public void Sizes_beyond_eight_gibibytes_pass()
    {
        using var stream = new MemoryStream();
        new ArchiveWriter(stream).Begin("big"u8, EntryKind.File, 20L << 30, 0x1A4, 5_000_000_000, []);
        stream.Position = 0;
        ArchiveEntry entry = new ArchiveReader(stream).Next()!;
        Assert.That((entry.Size, entry.ModifiedAt, entry.Permissions), Is.EqualTo((20L << 30, 5_000_000_000, 0x1A4u)));
    }

    [TestCase("../out")]
    [TestCase("/tmp/agsekit-never")]
    [TestCase("a/../../out")]
    public void A_path_that_leads_out_ends_the_copy_and_leaves_nothing(string path)
    {
        byte[] archive = Archive(("./", EntryKind.Folder, ""), (path, EntryKind.File, "evil"));
        Assert.Throws<ArchiveException>(() => Receive(archive, "new"));
        Assert.That(Directory.EnumerateFileSystemEntries(_root), Is.Empty);
    }

    [Test]
    public void Nothing_is_written_through_a_link_the_guest_made()
    {
        Directory.CreateDirectory(Path.Combine(_root, "victim"));
        byte[] archive = Archive(("./", EntryKind.Folder, ""), ("./sub", EntryKind.Folder, ""), ("./door", EntryKind.SymbolicLink, "sub"), ("./door/file", EntryKind.File, "evil"));
        Assert.That(() => Receive(archive, "new"), Throws.InstanceOf<KitException>());
        byte[] twice = Archive(("./", EntryKind.Folder, ""), ("./file", EntryKind.SymbolicLink, "other"), ("./file", EntryKind.File, "evil"));
        Assert.Throws<ArchiveException>(() => Receive(twice, "new"));
        Assert.That(Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName), Is.EqualTo(new[] { "victim" }));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_root, "victim")), Is.Empty);
    }

    [Test]
    public void Into_a_folder_that_is_there_a_link_in_it_is_replaced_or_in_the_way_and_never_followed()
    {
        string victim = Path.Combine(_root, "victim");
        Directory.CreateDirectory(victim);
        File.WriteAllText(Path.Combine(victim, "file"), "safe");
        Directory.CreateDirectory(Path.Combine(_root, "there"));
        File.WriteAllText(Path.Combine(_root, "there/mine"), "mine");
        File.CreateSymbolicLink(Path.Combine(_root, "there/file"), Path.Combine(victim, "file"));
        File.CreateSymbolicLink(Path.Combine(_root, "there/sub"), victim);
        CopyResult result = Receive(Archive(("./", EntryKind.Folder, ""), ("./file", EntryKind.File, "new")), "there", merge: true);
        Assert.That(result.Files, Is.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(_root, "there/file")), Is.EqualTo("new"));
        Assert.That(new FileInfo(Path.Combine(_root, "there/file")).LinkTarget, Is.Null);
        Assert.That(() => Receive(Archive(("./", EntryKind.Folder, ""), ("./sub/file", EntryKind.File, "evil")), "there", merge: true), Throws.InstanceOf<KitException>());
        Assert.That(File.ReadAllText(Path.Combine(victim, "file")), Is.EqualTo("safe"));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_root, "there")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "mine", "file", "sub" }));
    }

    [Test]
    public void Links_that_lead_out_devices_and_pipes_are_left_out_and_named()
    {
        byte[] archive = Archive(("./", EntryKind.Folder, ""), ("./out\u001b[31m", EntryKind.SymbolicLink, "/etc/passwd"), ("./pipe", EntryKind.Fifo, ""), ("./good", EntryKind.File, "x"));
        CopyResult result = Receive(archive, "new");
        Assert.That((result.Files, result.NoteCount), Is.EqualTo((1, 2)));
        Assert.That(result.Notes[0].English, Is.EqualTo(@"left out: out\x1b[31m is a link that leads out of the copy"));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_root, "new")).Select(Path.GetFileName), Is.EqualTo(new[] { "good" }));
    }

    [Test]
    public void Whatever_bytes_come_and_wherever_they_end_nothing_half_is_left()
    {
        byte[] whole = Archive(("./", EntryKind.Folder, ""), ("./a", EntryKind.Folder, ""), ("./a/file", EntryKind.File, new string('x', 3000)), ("./link", EntryKind.SymbolicLink, "a/file"));
        var random = new Random(7);
        for (int i = 0; i < 400; i++)
        {
            byte[] bad = [.. whole];
            if (i % 2 == 0)
                bad = bad[..random.Next(bad.Length - 1024)];
            else
                bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                Receive(bad, "new");
                TreeRemoval.Remove(_parent, "new\0"u8, default);
            }
            catch (Exception error) when (error is ArchiveException or SystemCallException or KitException)
            {
            }

            Assert.That(Directory.EnumerateFileSystemEntries(_root), Is.Empty, string.Create(CultureInfo.InvariantCulture, $"round {i}"));
        }
    }

    [Test]
    public void A_hard_link_is_refused()
    {
        byte[] archive = Archive(("./", EntryKind.Folder, ""), ("./x", EntryKind.File, ""));
        archive[512 + 156] = (byte)'1';
        FixChecksum(archive, 512);
        Assert.Throws<ArchiveException>(() => Receive(archive, "new"));
    }

    [TestCase("", ".", "", ".")]
    [TestCase("~", ".", "", ".")]
    [TestCase("~/a b/", "./a b", "a b", ".")]
    [TestCase("-rf", "./-rf", "-rf", ".")]
    [TestCase("/", "/", "", "/")]
    [TestCase("/etc", "/etc", "etc", "/")]
    [TestCase("a/..", "./a/..", "", "./a")]
    public void Paths_of_a_guest_are_never_options(string path, string normal, string name, string parent)
    {
        Assert.That(GuestPaths.Normal(path), Is.EqualTo(normal));
        Assert.That((GuestPaths.NameOf(normal), GuestPaths.ParentOf(normal)), Is.EqualTo((name, parent)));
    }

    private CopyResult Receive(byte[] archive, string name, bool merge = false)
    {
        var tally = new CopyTally(default, 0, NoProgress.Instance);
        var receiver = new TreeReceiver(_parent, [.. Encoding.UTF8.GetBytes(name), 0], tally);
        var reader = new ArchiveReader(new MemoryStream(archive));
        if (merge)
            receiver.Merge(reader, default);
        else
            receiver.NewFolder(reader, default);
        return tally.Result();
    }

    private static byte[] Archive(params (string Path, EntryKind Kind, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        var writer = new ArchiveWriter(stream);
        foreach ((string path, EntryKind kind, string content) in entries)
        {
            long at = stream.Length;
            bool link = kind == EntryKind.SymbolicLink;
            writer.Begin(Encoding.UTF8.GetBytes(path), kind, kind == EntryKind.File ? content.Length : 0, 0x1ED, 0, link ? Encoding.UTF8.GetBytes(content) : []);
            if (kind == EntryKind.File && content.Length > 0)
            {
                writer.Write(Encoding.UTF8.GetBytes(content));
                writer.End();
            }

            if (kind == EntryKind.Fifo)
            {
                byte[] bytes = stream.GetBuffer();
                bytes[at + 156] = (byte)'6';
                FixChecksum(bytes, (int)at);
            }
        }

        writer.Finish();
        return stream.ToArray();
    }

    private static void FixChecksum(byte[] archive, int at)
    {
        archive.AsSpan(at + 148, 8).Fill((byte)' ');
        int sum = archive.AsSpan(at, 512).ToArray().Sum(one => one);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(archive, at + 148);
    }

    private async Task ShellAsync(string script)
    {
        CommandResult result = await new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of("sh", "-ec", script, "sh", _root), default, TimeSpan.FromMinutes(1), null, default);
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText + result.OutputText);
    }
}
