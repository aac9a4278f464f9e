using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Mounts.Tripwires;
using static AgentSafetyKit.UnitTests.Mounts.RawSftpClient;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>What sshfs asks for while something waits: it tells a program that all is written when it has sent it.</summary>
public sealed class HeldRequestsTests
{
    private string _root = "";
    private Tripwire _wire = null!;
    private GuardedFolder _folder = null!;

    [SetUp]
    public void Make()
    {
        _root = Directory.CreateTempSubdirectory("agsekit-held-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "d"));
        Directory.CreateDirectory(Path.Combine(_root, "e"));
        File.WriteAllText(Path.Combine(_root, "d", "a"), "0123456789");
        File.CreateSymbolicLink(Path.Combine(_root, "d", "l"), "a");
        File.WriteAllText(Path.Combine(_root, "e", "b"), "x");
        File.WriteAllText(Path.Combine(_root, "lost"), "x");
        File.WriteAllBytes(Path.Combine(_root, "large"), new byte[300_000]);
        using (Process link = Process.Start("ln", [Path.Combine(_root, "d", "a"), Path.Combine(_root, "linked")]))
            link.WaitForExit();
        // The clock that files get their times from ticks a few times in a hundredth of a second.
        Thread.Sleep(30);
        _wire = new Tripwire(new TripwireLimits { Files = 1, Percent = 100 }, TimeProvider.System);
        _wire.Begin();
        _folder = GuardedFolder.Open(_root, new GuardedFolderOptions { Tripwire = _wire });
    }

    [TearDown]
    public void Clean()
    {
        _wire.Refuse();
        _folder.Dispose();
        _wire.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Test]
    public void Whoever_asks_for_the_size_of_a_file_waits_for_what_was_written_to_it()
    {
        using var client = new RawSftpClient(_folder);
        byte[] written = client.OpenFile("d/a", 1 | 2), other = client.OpenFile("d/a", 1);
        client.Post(Remove, Text("lost"u8));
        client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Post(LStat, Text("d/a"u8));
        client.Post(LStat, Text("/./d//a"u8));
        client.Post(LStat, Text("linked"u8));
        client.Post(FStat, Text(other));
        client.Post(Read, Text(other), Number(0ul), Number(100u));
        client.Post(Extended, Text("fsync@openssh.com"u8), Text(written));
        client.Post(Close, Text(written));
        client.Post(LStat, Text("d"u8));
        client.Post(LStat, Text("d/l"u8));
        client.Post(LStat, Text("e/b"u8));
        for (uint i = 0; i < 3; i++)
            Assert.That(NumberOf(client.Receive()!, Attrs), Is.EqualTo(12 + i), "of the folder, of a link, of another file: at once");
        Assert.That(_wire.State, Is.EqualTo(TripwireState.Paused));
        _wire.Release();
        Assert.That(NumberOf(client.Receive()!, Status), Is.EqualTo(3), "of the removal");
        Assert.That(NumberOf(client.Receive()!, Status), Is.EqualTo(4), "of the write");
        for (uint i = 0; i < 4; i++)
        {
            byte[] answer = client.Receive()!;
            Assert.That((NumberOf(answer, Attrs), SizeIn(answer)), Is.EqualTo((5 + i, 14)));
        }

        byte[] data = client.Receive()!;
        Assert.That((NumberOf(data, Data), Encoding.ASCII.GetString(data[9..])), Is.EqualTo((9, "0123456789more")));
        Assert.That(NumberOf(client.Receive()!, Status), Is.EqualTo(10), "of the fsync");
        Assert.That(NumberOf(client.Receive()!, Status), Is.EqualTo(11), "of the close");
    }

    /// <summary>By whatever name: a listing has sizes too.</summary>
    [TestCase("d")]
    [TestCase("")]
    public void A_listing_waits_at_the_file_that_was_written_to(string folder)
    {
        using var client = new RawSftpClient(_folder);
        byte[] written = client.OpenFile("d/a", 2), listing = client.Ask(OpenDir, Text(Encoding.ASCII.GetBytes(folder)))![9..], unconcerned = client.Ask(OpenDir, Text("e"u8))![9..];
        client.Post(Remove, Text("lost"u8));
        client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Post(ReadDir, Text(unconcerned));
        Assert.That(client.Receive()![0], Is.EqualTo(Name), "at once");
        var sizes = new Dictionary<string, ulong>();
        // All that comes before it is there at once, if anything.
        client.Post(ReadDir, Text(listing));
        client.Post(ReadDir, Text(listing));
        client.Post(LStat, Text("e"u8));
        byte[] answer = client.Receive()!;
        while (answer[0] == Name)
        {
            Add(sizes, answer);
            answer = client.Receive()!;
        }

        Assert.That(answer[0], Is.EqualTo(Attrs));
        Assert.That(sizes.Keys, Has.None.EqualTo(folder == "d" ? "a" : "linked"));
        _wire.Release();
        Assert.That((client.Receive()![0], client.Receive()![0]), Is.EqualTo((Status, Status)), "of the removal and the write");
        for (answer = client.Receive()!; answer[0] == Name; answer = client.Ask(ReadDir, Text(listing))!)
            Add(sizes, answer);
        Assert.That(sizes[folder == "d" ? "a" : "linked"], Is.EqualTo(14));
        Assert.That(sizes.Keys.Except(["lost"]), Is.EquivalentTo(folder == "d" ? new[] { ".", "..", "a", "l" } : [".", "..", "d", "e", "large", "linked"]));
    }

    /// <summary>Each way up would be one more of the few threads that sshfs asks with.</summary>
    [Test]
    public void Nor_do_the_folders_above_a_listing_that_waits()
    {
        using var client = new RawSftpClient(_folder);
        byte[] written = client.OpenFile("e/b", 2), below = client.Ask(OpenDir, Text("e"u8))![9..], above = client.Ask(OpenDir, Text(""u8))![9..];
        client.Post(Remove, Text("lost"u8));
        client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Post(ReadDir, Text(below));
        client.Post(ReadDir, Text(below));
        client.Post(ReadDir, Text(above));
        var sizes = new Dictionary<string, ulong>();
        while (!sizes.ContainsKey("e"))
            Add(sizes, client.Receive()!);
        Assert.That(sizes, Does.Not.ContainKey("b"));
    }

    /// <summary>The user's word comes while an answer still waits for its reader, and there is no room for more that would have to wait.</summary>
    [Test]
    public void A_session_that_is_full_hears_that_it_may_go_on_also_while_it_sends()
    {
        const int Most = 4096;
        using var client = new RawSftpClient(_folder);
        byte[] written = client.OpenFile("d/a", 2), read = client.OpenFile("large", 1);
        client.Post(Remove, Text("lost"u8));
        for (int i = 0; i < Most - 2; i++)
            client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Ask(LStat, Text("e"u8));
        Assert.That(_wire.State, Is.EqualTo(TripwireState.Paused));
        client.Send([.. client.Packet(Read, Text(read), Number(0ul), Number(250_000u)), .. client.Packet(Read, Text(read), Number(0ul), Number(250_000u)), .. client.Packet(Write, Text(written), Number(10ul), Text("more"u8))]);
        Thread.Sleep(200);
        _wire.Release();
        Thread.Sleep(200);
        for (int i = 0; i < Most + 2; i++)
            Assert.That(client.Receive()![0], Is.EqualTo(i < 2 ? Data : Status));
    }

    [Test]
    public void What_is_to_be_undone_is_refused_and_a_listing_that_waited_for_it_is_answered()
    {
        using var client = new RawSftpClient(_folder);
        byte[] written = client.OpenFile("d/a", 2), listing = client.Ask(OpenDir, Text("d"u8))![9..];
        client.Post(Remove, Text("lost"u8));
        client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Ask(LStat, Text("e"u8));
        Assert.That(_wire.State, Is.EqualTo(TripwireState.Paused));
        client.Post(Extended, Text("fsync@openssh.com"u8), Text(written));
        client.Post(ReadDir, Text(listing));
        _wire.Refuse();
        List<byte[]> answers = [client.Receive()!, client.Receive()!, client.Receive()!, client.Receive()!];
        Assert.That(answers.Select(Meaning), Is.EquivalentTo(new[] { "3 status 3", "4 status 3", "6 status 0", "7 names" }), "3: permission denied");
        Assert.That(File.ReadAllText(Path.Combine(_root, "d", "a")), Is.EqualTo("0123456789"));
    }

    private static void Add(Dictionary<string, ulong> sizes, byte[] names)
    {
        var reader = new PacketReader(names.AsSpan(5));
        for (uint left = reader.UInt32(); left > 0; left--)
        {
            string name = Encoding.ASCII.GetString(reader.Bytes());
            reader.Bytes();
            // Size, owner, mode and times: all that our server sends.
            Assert.That(reader.UInt32(), Is.EqualTo(0xF));
            sizes.Add(name, reader.UInt64());
            for (int field = 0; field < 5; field++)
                reader.UInt32();
        }

        Assert.That(reader.IsBroken, Is.False);
    }

    private static string Meaning(byte[] answer) =>
        $"{BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(1))} " + (answer[0] == Name ? "names" : $"status {BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(5))}");

    private static uint NumberOf(byte[] answer, byte type)
    {
        Assert.That(answer[0], Is.EqualTo(type));
        return BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(1));
    }

    private static ulong SizeIn(byte[] attributes)
    {
        Assert.That(attributes[0], Is.EqualTo(Attrs));
        return BinaryPrimitives.ReadUInt64BigEndian(attributes.AsSpan(9));
    }
}
