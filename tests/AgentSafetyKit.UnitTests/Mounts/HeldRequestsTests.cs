using System.Buffers.Binary;
using AgentSafetyKit.Mounts.Guard;
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
        byte[] written = client.OpenFile("d/a", 1 | 2), other = client.OpenFile("d/a", 1), listing = client.Ask(OpenDir, Text("d"u8))![9..];
        client.Post(Remove, Text("lost"u8));
        client.Post(Write, Text(written), Number(10ul), Text("more"u8));
        client.Post(LStat, Text("d/a"u8));
        client.Post(LStat, Text("/./d//a"u8));
        client.Post(FStat, Text(other));
        client.Post(Read, Text(other), Number(0ul), Number(100u));
        client.Post(ReadDir, Text(listing));
        client.Post(LStat, Text("d"u8));
        client.Post(LStat, Text("d/l"u8));
        client.Post(LStat, Text("e/b"u8));
        for (int i = 0; i < 3; i++)
            Assert.That(client.Receive()![0], Is.EqualTo(Attrs), "of the folder, of a link, of another file: at once");
        Assert.That(_wire.State, Is.EqualTo(TripwireState.Paused));
        _wire.Release();
        Assert.That(client.Receive()![0], Is.EqualTo(Status), "of the removal");
        Assert.That(client.Receive()![0], Is.EqualTo(Status), "of the write");
        for (int i = 0; i < 3; i++)
            Assert.That(SizeIn(client.Receive()!), Is.EqualTo(14));
        Assert.That(client.Receive()![9..], Is.EqualTo("0123456789more"u8.ToArray()));
        Assert.That(client.Receive()![0], Is.EqualTo(Name));
    }

    private static ulong SizeIn(byte[] attributes)
    {
        Assert.That(attributes[0], Is.EqualTo(Attrs));
        return BinaryPrimitives.ReadUInt64BigEndian(attributes.AsSpan(9));
    }
}
