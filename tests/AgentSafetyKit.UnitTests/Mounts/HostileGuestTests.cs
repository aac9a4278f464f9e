using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using static AgentSafetyKit.UnitTests.Mounts.RawSftpClient;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>A guest that means harm: whatever it sends, nothing outside the root is read, changed or made, and the server neither crashes nor hangs.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed partial class HostileGuestTests(bool stepByStep)
{
    private const string Secret = "canary";
    private const uint ReadWriteCreate = 1 | 2 | 8, CreateAndTruncate = 2 | 8 | 0x10;

    private string _base = "";
    private string _outside = "";
    private string _root = "";
    private GuardedFolder _folder = null!;

    [SetUp]
    public void Make()
    {
        _base = Directory.CreateTempSubdirectory("agsekit-hostile-").FullName;
        _outside = Directory.CreateDirectory(Path.Combine(_base, "outside")).FullName;
        _root = Directory.CreateDirectory(Path.Combine(_base, "root")).FullName;
        File.WriteAllText(Path.Combine(_outside, "secret"), Secret);
        File.WriteAllText(Path.Combine(_root, "file"), "inside");
        Directory.CreateDirectory(Path.Combine(_root, "folder"));
        File.CreateSymbolicLink(Path.Combine(_root, "way-out"), _outside);
        File.CreateSymbolicLink(Path.Combine(_root, "secret-link"), Path.Combine(_outside, "secret"));
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions(), stepByStep);
        Assert.That(_folder.IsConfinedByKernel, Is.EqualTo(!stepByStep), "openat2 is missing here");
    }

    [TearDown]
    public void Nothing_outside_has_changed()
    {
        _folder.Dispose();
        Assert.That(Directory.GetFileSystemEntries(_base).Select(Path.GetFileName), Is.EquivalentTo(new[] { "outside", "root" }));
        Assert.That(Directory.GetFileSystemEntries(_outside).Select(Path.GetFileName), Is.EqualTo(new[] { "secret" }));
        Assert.That(File.ReadAllText(Path.Combine(_outside, "secret")), Is.EqualTo(Secret));
        Bash($"rm -rf {_base}");
    }

    [Test]
    public void A_root_whose_path_became_a_link_is_not_served()
    {
        string swapped = Path.Combine(_root, "folder");
        Directory.Delete(swapped);
        Directory.CreateSymbolicLink(swapped, _outside);
        foreach (string path in (string[])[swapped, Path.Combine(_root, "way-out", "..", "outside")])
            Assert.That(Assert.Throws<KitException>(() => GuardedFolder.Open(path, new GuardedFolderOptions(), stepByStep).Dispose())!.Code, Is.EqualTo(ErrorCode.FolderRefused));
    }

    [TestCase("../outside/secret")]
    [TestCase("/../outside/secret")]
    [TestCase("folder/../../outside/secret")]
    [TestCase("way-out/secret")]
    [TestCase("/way-out/../outside/secret")]
    [TestCase("secret-link")]
    [TestCase("way-out/.")]
    [TestCase("way-out/")]
    public void No_path_leads_out(string path)
    {
        using var client = new RawSftpClient(_folder);
        byte[] sent = Text(Encoding.UTF8.GetBytes(path));
        byte[]? seen = client.Ask(LStat, sent);
        if (seen![0] == Attrs)
            Assert.That(seen.AsSpan(25, 4).ToArray(), Is.EqualTo(new byte[] { 0, 0, 0xA1, 0xFF }), "at most the link itself is seen");
        Assert.That(client.StatusOf(Open, sent, Number(1u), Number(0u)), Is.Not.Zero);
        Assert.That(client.StatusOf(Open, sent, Number(CreateAndTruncate), Number(0u)), Is.Not.Zero);
        Assert.That(client.StatusOf(OpenDir, sent), Is.Not.Zero);
        Assert.That(client.StatusOf(SetStat, sent, Number(1u), Number(0ul)), Is.Not.Zero, "truncated");
        Assert.That(client.StatusOf(SetStat, sent, Number(4u), Number(0u)), Is.Not.Zero, "made unreadable");
        byte[] child = Text(Encoding.UTF8.GetBytes(path + "/child"));
        Assert.That(client.StatusOf(MkDir, child, Number(0u)), Is.Not.Zero);
        Assert.That(client.StatusOf(Symlink, Text("x"u8), child), Is.Not.Zero);
        Assert.That(client.StatusOf(Rename, Text("file"u8), child), Is.Not.Zero);
        Assert.That(client.StatusOf(Extended, Text("hardlink@openssh.com"u8), Text("file"u8), child), Is.Not.Zero);
        Assert.That(client.StatusOf(Extended, Text("posix-rename@openssh.com"u8), child, Text("stolen"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(Remove, child), Is.Not.Zero);
        Assert.That(client.Finish(), Is.EqualTo(SftpEnd.Closed));
    }

    [Test]
    public void A_link_is_linked_and_moved_as_a_link()
    {
        using var client = new RawSftpClient(_folder);
        Assert.That(client.StatusOf(Extended, Text("hardlink@openssh.com"u8), Text("secret-link"u8), Text("again"u8)), Is.Zero);
        Assert.That(client.StatusOf(SetStat, Text("again"u8), Number(8u), Number(7u), Number(9u)), Is.Zero, "the times of the link itself");
        Assert.That(File.GetLastWriteTimeUtc(Path.Combine(_outside, "secret")).Year, Is.GreaterThan(2020));
        Assert.That(client.StatusOf(Rename, Text("again"u8), Text("file2"u8)), Is.Zero);
        Assert.That(client.StatusOf(Open, Text("file2"u8), Number(1u), Number(0u)), Is.Not.Zero);
        Assert.That(client.StatusOf(Remove, Text("file2"u8)), Is.Zero);
    }

    [Test]
    public void Strange_paths_are_refused_and_the_connection_lives()
    {
        using var client = new RawSftpClient(_folder);
        byte[][] paths =
        [
            Encoding.UTF8.GetBytes(new string('x', 4096)), Encoding.UTF8.GetBytes(new string('x', 256)), "file\0"u8.ToArray(), "\0"u8.ToArray(), "a\0/../../outside/secret"u8.ToArray(),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("d/", 10_000))), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("d/", 2_000)) + "x"),
            Encoding.UTF8.GetBytes(new string('x', 200_000)), "file/x"u8.ToArray(),
        ];
        foreach (byte[] path in paths)
        {
            Assert.That(client.StatusOf(Stat, Text(path)), Is.Not.Zero);
            Assert.That(client.StatusOf(Open, Text(path), Number(ReadWriteCreate), Number(0u)), Is.Not.Zero);
            Assert.That(client.StatusOf(MkDir, Text(path), Number(0u)), Is.Not.Zero);
            Assert.That(client.StatusOf(Rename, Text("file"u8), Text(path)), Is.Not.Zero);
        }

        Assert.That(client.StatusOf(Symlink, Text(Encoding.UTF8.GetBytes(new string('x', 4096))), Text("l"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(Symlink, Text("a\0b"u8), Text("l"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(Symlink, Text(""u8), Text("l"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(RmDir, Text("/"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(Rename, Text("/"u8), Text("x"u8)), Is.Not.Zero);
        Assert.That(Encoding.UTF8.GetString(client.Ask(RealPath, Text("../../.."u8))!.AsSpan(13, 1)), Is.EqualTo("/"));
        Assert.That(client.StatusOf(Stat, Text(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("../", 1_300)) + "file"))), Is.Zero, "climbing stops at the root");
    }

    [Test]
    public void A_deep_tree_is_walked_as_far_as_a_path_can_say()
    {
        using var client = new RawSftpClient(_folder);
        var path = new StringBuilder("d");
        for (int i = 0; i < 1_000; i++, path.Append("/d"))
            Assert.That(client.StatusOf(MkDir, Text(Encoding.UTF8.GetBytes(path.ToString())), Number(0u)), Is.Zero);
        byte[] deepest = Text(Encoding.UTF8.GetBytes(path.ToString(0, 1_999)));
        Assert.That(client.Ask(Stat, deepest)![0], Is.EqualTo(Attrs));
    }

    [Test]
    public void Pipes_sockets_and_devices_are_listed_and_never_opened()
    {
        Libc.OpenAt(FileDescriptor.WorkingFolder, Encoding.UTF8.GetBytes(_root + "\0"), OpenFlags.Path, 0, out FileDescriptor root).Check("open");
        using (root)
            Libc.MknodAt(root, "pipe\0"u8, (uint)FileType.Fifo | 0x1B6).Check("mknod");
        using var client = new RawSftpClient(_folder);
        Assert.That(client.Ask(LStat, Text("pipe"u8))![0], Is.EqualTo(Attrs));
        foreach (uint flags in new uint[] { 1, 2, 3, ReadWriteCreate, CreateAndTruncate })
            Assert.That(client.StatusOf(Open, Text("pipe"u8), Number(flags), Number(0u)), Is.Not.Zero);
        Assert.That(client.StatusOf(SetStat, Text("pipe"u8), Number(1u), Number(5ul)), Is.Not.Zero);
    }

    [Test]
    public void Another_file_system_mounted_inside_is_not_entered()
    {
        if (Libc.EffectiveUser() != 0)
            Assert.Ignore("mounting needs root");
        string inner = Path.Combine(_root, "folder");
        Bash($"mount -t tmpfs none {inner} && echo x > {inner}/x && touch {_root}/bound && mount --bind {_outside}/secret {_root}/bound");
        try
        {
            using var client = new RawSftpClient(_folder);
            foreach (string path in new[] { "folder/x", "bound" })
                Assert.That(client.StatusOf(Open, Text(Encoding.UTF8.GetBytes(path)), Number(3u), Number(0u)), Is.Not.Zero, path);
            Assert.That(client.StatusOf(SetStat, Text("bound"u8), Number(1u), Number(0ul)), Is.Not.Zero);
            Assert.That(client.StatusOf(SetStat, Text("bound"u8), Number(4u), Number(0x1FFu)), Is.Not.Zero);
            Assert.That(client.StatusOf(SetStat, Text("bound"u8), Number(8u), Number(1u), Number(1u)), Is.Not.Zero);
            Assert.That(client.StatusOf(Extended, Text("hardlink@openssh.com"u8), Text("bound"u8), Text("mine"u8)), Is.Not.Zero);
            Assert.That(client.StatusOf(OpenDir, Text("folder"u8)), Is.Not.Zero);
            Assert.That(client.StatusOf(Stat, Text("folder/x"u8)), Is.Not.Zero);
            Assert.That(client.StatusOf(Remove, Text("folder/x"u8)), Is.Not.Zero);
        }
        finally
        {
            Bash($"umount {inner} {_root}/bound");
        }
    }

    [Test]
    public void Nobody_gets_special_bits_or_other_owners()
    {
        using var client = new RawSftpClient(_folder);
        Assert.That(client.StatusOf(Open, Text("s"u8), Number(ReadWriteCreate), Number(4u), Number(0xFFFu)), Is.Zero);
        Assert.That(client.StatusOf(MkDir, Text("t"u8), Number(4u), Number(0xFFFu)), Is.Zero);
        Assert.That((int)File.GetUnixFileMode(Path.Combine(_root, "s")), Is.EqualTo(0x1FF));
        Assert.That((int)File.GetUnixFileMode(Path.Combine(_root, "t")), Is.EqualTo(0x1FF));
        Assert.That(client.StatusOf(SetStat, Text("s"u8), Number(4u), Number(0xDEDu)), Is.Zero);
        Assert.That((int)File.GetUnixFileMode(Path.Combine(_root, "s")), Is.EqualTo(0x1ED));
        Assert.That(client.StatusOf(SetStat, Text("s"u8), Number(2u), Number(12345u), Number(12345u)), Is.EqualTo(4), "EPERM in the guest");
        Assert.That(client.StatusOf(SetStat, Text("s"u8), Number(2u), Number(uint.MaxValue), Number(uint.MaxValue)), Is.Zero);
    }

    [Test]
    public void Fields_that_do_not_fit_are_bad_messages()
    {
        using var client = new RawSftpClient(_folder);
        byte[] handle = client.OpenFile("file", 3);
        for (byte type = 3; type <= 20; type++)
        {
            Assert.That(client.StatusOf(type), Is.Not.Zero, $"type {type} without fields");
            Assert.That(client.StatusOf(type, Number(0xFFFFFFFFu), [1, 2, 3]), Is.Not.Zero, $"type {type}, length of 4 GB");
            Assert.That(client.StatusOf(type, Number(0x7FFFFFFFu)), Is.Not.Zero, $"type {type}, length of 2 GB");
            Assert.That(client.StatusOf(type, Text("file"u8)[..6]), Is.Not.Zero, $"type {type}, cut");
        }

        Assert.That(client.StatusOf(Extended), Is.EqualTo(5));
        Assert.That(client.StatusOf(Extended, Text("copy-data"u8), Text(handle)), Is.EqualTo(5));
        Assert.That(client.StatusOf(99), Is.EqualTo(8));
        Assert.That(client.StatusOf(Extended, Text("launch-missiles"u8)), Is.EqualTo(8));
        Assert.That(client.StatusOf(Read, Text(handle), Number(ulong.MaxValue), Number(10u)), Is.Not.Zero);
        Assert.That(client.StatusOf(Write, Text(handle), Number(ulong.MaxValue), Text("x"u8)), Is.Not.Zero);
        Assert.That(client.StatusOf(SetStat, Text("file"u8), Number(1u), Number(ulong.MaxValue)), Is.Not.Zero);
        Assert.That(client.StatusOf(SetStat, Text("file"u8), Number(0x80000000u), Number(0xFFFFFFFFu)), Is.EqualTo(5), "4 billion extended attributes");
        Assert.That(File.ReadAllText(Path.Combine(_root, "file")), Is.EqualTo("inside"));
    }

    [Test]
    public void Handles_nobody_gave_out_mean_nothing()
    {
        using var client = new RawSftpClient(_folder);
        byte[] handle = client.OpenFile("file", 1);
        byte[] other = [.. handle[..^1], (byte)(handle[^1] + 1)];
        foreach (byte[] wrong in new[] { other, [], new byte[4], new byte[8], new byte[300], [0xFF, 0xFF, 0xFF, 0xFF, .. handle[4..]] })
        {
            Assert.That(client.StatusOf(Read, Text(wrong), Number(0ul), Number(1u)), Is.Not.Zero);
            Assert.That(client.StatusOf(Close, Text(wrong)), Is.Not.Zero);
            Assert.That(client.StatusOf(FStat, Text(wrong)), Is.Not.Zero);
            Assert.That(client.StatusOf(ReadDir, Text(wrong)), Is.Not.Zero);
        }

        Assert.That(client.StatusOf(ReadDir, Text(handle)), Is.Not.Zero, "a file is no folder");
        Assert.That(client.StatusOf(Close, Text(handle)), Is.Zero);
        Assert.That(client.StatusOf(Close, Text(handle)), Is.Not.Zero, "closed twice");
        byte[] again = client.OpenFile("file", 1);
        Assert.That(again, Is.Not.EqualTo(handle));
        Assert.That(client.StatusOf(FStat, Text(handle)), Is.Not.Zero, "an old handle does not mean the file opened in its place");
    }

    [Test]
    public void Handles_run_out_before_the_host_does()
    {
        using var client = new RawSftpClient(_folder);
        int files = 0, folders = 0;
        while (client.Ask(OpenDir, Text("/"u8))![0] == Handle)
            folders++;
        byte[] last = [];
        while (client.Ask(Open, Text("file"u8), Number(1u), Number(0u)) is [Handle, ..] answer)
        {
            files++;
            last = answer[9..];
        }

        Assert.That((folders, folders + files), Is.EqualTo((SftpLimits.MostFolders, SftpLimits.MostHandles)));
        Assert.That(client.StatusOf(Close, Text(last)), Is.Zero);
        Assert.That(client.Ask(Open, Text("file"u8), Number(1u), Number(0u))![0], Is.EqualTo(Handle), "one closed, one free");
        int open = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        Assert.That(client.Finish(), Is.EqualTo(SftpEnd.Closed));
        Assert.That(open - Directory.GetFileSystemEntries("/proc/self/fd").Length, Is.GreaterThanOrEqualTo(SftpLimits.MostHandles - 50), "all are closed when the guest is gone");
    }

    [Test]
    public void A_packet_too_long_or_empty_ends_the_connection()
    {
        foreach (uint length in new uint[] { 0, SftpLimits.LongestPacket + 1, 0x7FFFFFFF, 0xFFFFFFFF })
        {
            using var client = new RawSftpClient(_folder);
            client.Post(Stat, Text("file"u8));
            client.Send(Number(length));
            Assert.That(client.Receive()![0], Is.EqualTo(Attrs), "what was asked properly before is answered");
            Assert.That(client.Finish(close: false), Is.EqualTo(SftpEnd.ProtocolBroken));
        }
    }

    [Test]
    public void A_conversation_begins_with_one_init()
    {
        using var without = new RawSftpClient(_folder, begin: false);
        without.Post(Remove, Text("file"u8));
        Assert.That(without.Finish(close: false), Is.EqualTo(SftpEnd.ProtocolBroken));
        using var twice = new RawSftpClient(_folder);
        twice.Send([0, 0, 0, 5, Init, 0, 0, 0, 3]);
        Assert.That(twice.Finish(close: false), Is.EqualTo(SftpEnd.ProtocolBroken));
        using var cut = new RawSftpClient(_folder);
        cut.Send([0, 0, 0, 9, Stat, 0]);
        Assert.That(cut.Finish(), Is.EqualTo(SftpEnd.ConnectionLost));
        Assert.That(File.Exists(Path.Combine(_root, "file")), Is.True);
    }

    [Test]
    public void A_guest_that_does_not_read_stops_the_server_until_it_is_cancelled()
    {
        File.WriteAllBytes(Path.Combine(_root, "big"), new byte[1 << 20]);
        using var client = new RawSftpClient(_folder);
        byte[] handle = client.OpenFile("big", 1);
        for (int i = 0; i < 64; i++)
            client.Post(Read, Text(handle), Number(0ul), Number(200_000u));
        Thread.Sleep(100);
        long before = GC.GetTotalMemory(true);
        Thread.Sleep(200);
        Assert.That(GC.GetTotalMemory(true) - before, Is.LessThan(1 << 20), "answers do not pile up");
        for (int i = 0; i < 10; i++)
            Assert.That(client.Receive()!, Has.Length.EqualTo(200_009));
        client.Cancel();
        Assert.That(client.Finish(close: false), Is.EqualTo(SftpEnd.Cancelled));
    }

    [Test]
    public void A_server_that_waits_can_be_cancelled()
    {
        using var client = new RawSftpClient(_folder);
        client.Cancel();
        Assert.That(client.Finish(close: false), Is.EqualTo(SftpEnd.Cancelled));
    }

    /// <summary>Also for names .NET can not say.</summary>
    private static void Bash(string script) => Assert.That(
        new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("bash", "-c", script), ReadOnlyMemory<byte>.Empty, TimeSpan.FromMinutes(1), null, CancellationToken.None).GetAwaiter().GetResult().ExitCode, Is.Zero);
}
