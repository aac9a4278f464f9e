using System.Net.Sockets;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Ssh;

public sealed class SshMultiplexerTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agsekit-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>The bytes OpenSSH 9.2 sends: its hello, then that process 4321 lives.</summary>
    [TestCase("00000008" + "00000001" + "00000004" + "0000000c" + "80000005" + "00000000" + "000010e1", ExpectedResult = 4321)]
    [TestCase("00000008" + "00000001" + "00000005", ExpectedResult = null, Description = "another version")]
    [TestCase("00000008" + "00000001" + "00000004" + "0000000c" + "80000003" + "00000000" + "00000000", ExpectedResult = null, Description = "a failure")]
    [TestCase("7fffffff" + "00000001", ExpectedResult = null, Description = "no message")]
    [TestCase("", ExpectedResult = null, Description = "nothing")]
    public async Task<int?> Only_the_answer_of_a_living_one_is_believed(string answer)
    {
        string path = Path.Combine(_folder, "s");
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen();
        Task answering = Task.Run(async () =>
        {
            using Socket client = await server.AcceptAsync();
            byte[] asked = new byte[24];
            for (int got = 0; got < asked.Length;)
                got += await client.ReceiveAsync(asked.AsMemory(got));
            Assert.That(Convert.ToHexStringLower(asked), Is.EqualTo("000000080000000100000004" + "000000081000000400000000"));
            await client.SendAsync(Convert.FromHexString(answer));
        });
        int? process = await SshMultiplexer.AliveAsync(path, CancellationToken.None);
        await answering;
        return process;
    }

    [Test]
    public async Task Nobody_there_is_no_answer()
    {
        Assert.That(await SshMultiplexer.AliveAsync(Path.Combine(_folder, "none"), CancellationToken.None), Is.Null);
        Assert.That(await SshMultiplexer.AliveAsync(Path.Combine(_folder, new string('x', 200)), CancellationToken.None), Is.Null);
    }
}
