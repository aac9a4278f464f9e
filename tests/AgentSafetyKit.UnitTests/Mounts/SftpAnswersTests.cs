using System.Text;
using AgentSafetyKit.Mounts.Guard;
using static AgentSafetyKit.UnitTests.Mounts.RawSftpClient;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>What the protocol promises and sshfs does not ask for.</summary>
public sealed class SftpAnswersTests
{
    private string _root = "";
    private GuardedFolder _folder = null!;

    [SetUp]
    public void Make()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-sftp-").FullName;
        File.WriteAllText(Path.Combine(_root, "a"), "0123456789");
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions());
    }

    [TearDown]
    public void Remove()
    {
        _folder.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Test]
    public void The_extensions_are_announced_with_their_versions()
    {
        using var client = new RawSftpClient(_folder, begin: false);
        client.Send([0, 0, 0, 5, Init, 0, 0, 0, 6]);
        byte[] answer = client.Receive()!;
        Assert.That(answer[..5], Is.EqualTo(new byte[] { 2, 0, 0, 0, 3 }), "version 3, whatever the client speaks");
        string words = Encoding.ASCII.GetString(answer);
        foreach (string name in new[] { "posix-rename@openssh.com\0\0\0\u00011", "statvfs@openssh.com\0\0\0\u00012", "hardlink@openssh.com\0\0\0\u00011", "fsync@openssh.com\0\0\0\u00011", "limits@openssh.com", "copy-data" })
            Assert.That(words, Does.Contain(name));
    }

    [Test]
    public void A_copy_on_the_server_copies_the_part_asked_for()
    {
        using var client = new RawSftpClient(_folder);
        byte[] from = client.OpenFile("a", 1), to = client.OpenFile("b", 2 | 8);
        Assert.That(client.StatusOf(Extended, Text("copy-data"u8), Text(from), Number(2ul), Number(3ul), Text(to), Number(1ul)), Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(_root, "b")), Is.EqualTo("\0" + "234"));
        Assert.That(client.StatusOf(Extended, Text("copy-data"u8), Text(from), Number(8ul), Number(0ul), Text(to), Number(0ul)), Is.Zero, "no length: to the end");
        Assert.That(File.ReadAllText(Path.Combine(_root, "b")), Is.EqualTo("8934"));
        Assert.That(client.StatusOf(Extended, Text("copy-data"u8), Text(from), Number(0ul), Number(0ul), Text(client.OpenFile("a", 3)), Number(5ul)), Is.Not.Zero, "a file onto itself would not end");
    }

    [Test]
    public void A_path_means_the_folder_that_has_it_now()
    {
        using var client = new RawSftpClient(_folder);
        byte[] At(string path) => Text(Encoding.UTF8.GetBytes(path));
        for (int i = 0; i < 200; i++)
        {
            Assert.That(client.StatusOf(MkDir, At("d"), Number(0u)), Is.Zero);
            client.OpenFile("d/first", 2 | 8);
            Assert.That(client.StatusOf(Rename, At("d"), At("e")), Is.Zero);
            Assert.That(client.StatusOf(LStat, At("d/first")), Is.Not.Zero);
            Assert.That(client.StatusOf(MkDir, At("d"), Number(0u)), Is.Zero);
            client.OpenFile("d/second", 2 | 8);
            Assert.That(client.StatusOf(Rename, At("e/first"), At("d/first")), Is.Zero);
            Assert.That(client.StatusOf(RmDir, At("e")), Is.Zero);
            Assert.That(client.StatusOf(RawSftpClient.Remove, At("d/first")), Is.Zero);
            Assert.That(client.StatusOf(RawSftpClient.Remove, At("d/second")), Is.Zero);
            Assert.That(client.StatusOf(RmDir, At("d")), Is.Zero);
        }

        Directory.CreateDirectory(Path.Combine(_root, "f/g"));
        File.WriteAllText(Path.Combine(_root, "f/g/x"), "x");
        Assert.That(client.StatusOf(Stat, At("f/g/x")), Is.Zero);
        Directory.Move(Path.Combine(_root, "f"), Path.Combine(_root, "h"));
        Thread.Sleep(10);
        Assert.That(client.StatusOf(Stat, At("f/g/x")), Is.Not.Zero, "moved by the host");
    }

    [Test]
    public void The_plain_rename_replaces_nothing_and_the_posix_one_does()
    {
        File.WriteAllText(Path.Combine(_root, "b"), "other");
        using var client = new RawSftpClient(_folder);
        Assert.That(client.StatusOf(Rename, Text("a"u8), Text("b"u8)), Is.EqualTo(4));
        Assert.That(File.ReadAllText(Path.Combine(_root, "b")), Is.EqualTo("other"));
        Assert.That(client.StatusOf(Extended, Text("posix-rename@openssh.com"u8), Text("a"u8), Text("b"u8)), Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(_root, "b")), Is.EqualTo("0123456789"));
    }

    [Test]
    public void Appending_ignores_the_offset_and_reading_past_the_end_says_so()
    {
        using var client = new RawSftpClient(_folder);
        byte[] handle = client.OpenFile("a", 1 | 2 | 4);
        Assert.That(client.StatusOf(Write, Text(handle), Number(0ul), Text("X"u8)), Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(_root, "a")), Is.EqualTo("0123456789X"));
        Assert.That(Encoding.ASCII.GetString(client.Ask(Read, Text(handle), Number(9ul), Number(100u))!, 9, 2), Is.EqualTo("9X"));
        Assert.That(client.StatusOf(Read, Text(handle), Number(11ul), Number(100u)), Is.EqualTo(1));
        Assert.That(client.StatusOf(Extended, Text("fsync@openssh.com"u8), Text(handle)), Is.Zero);
    }

    [Test]
    public void Many_requests_sent_at_once_are_answered_in_order()
    {
        using var client = new RawSftpClient(_folder);
        byte[] handle = client.OpenFile("many", 1 | 2 | 8);
        for (uint i = 0; i < 500; i++)
            client.Post(Write, Text(handle), Number((ulong)i * 4), Text(Number(i)));
        client.Post(Read, Text(handle), Number(0ul), Number(2000u));
        for (uint i = 0; i < 500; i++)
            Assert.That(client.Receive()!.AsSpan(1, 8).ToArray(), Is.EqualTo(new byte[][] { Number(i + 2), Number(0u) }.SelectMany(bytes => bytes)));
        Assert.That(client.Receive()!.AsSpan(9).ToArray(), Is.EqualTo(Enumerable.Range(0, 500).SelectMany(i => Number((uint)i))));
    }

    [Test]
    public void Nothing_about_the_folder_above_the_root_is_told()
    {
        using var client = new RawSftpClient(_folder);
        byte[] root = client.Ask(Stat, Text("/"u8))!;
        byte[] above = client.Ask(Stat, Text("/.."u8))!;
        Assert.That(above[5..], Is.EqualTo(root[5..]));
        byte[] handle = client.Ask(OpenDir, Text("/"u8))!.AsSpan(9).ToArray();
        byte[] names = client.Ask(ReadDir, Text(handle))!;
        Assert.That(names[8], Is.EqualTo(3), "., .. and a");
        Assert.That(client.StatusOf(ReadDir, Text(handle)), Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString(client.Ask(RealPath, Text("."u8))!), Does.Not.Contain("agsekit"));
    }
}
