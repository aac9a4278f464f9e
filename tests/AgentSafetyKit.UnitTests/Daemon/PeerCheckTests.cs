using System.Net.Sockets;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class PeerCheckTests
{
    [TestCase(1000u, 1000u, true)]
    [TestCase(0u, 1000u, true)]
    [TestCase(1001u, 1000u, false)]
    [TestCase(1000u, 0u, false)]
    [TestCase(null, 0u, false)]
    public void Only_the_owner_and_root_are_answered(uint? peer, uint own, bool allowed) => Assert.That(PeerCheck.IsAllowed(peer, own), Is.EqualTo(allowed));

    [Test]
    public void The_kernel_names_the_user_at_the_other_end()
    {
        using var folder = new TemporaryFolder();
        var address = new UnixDomainSocketEndPoint(Path.Combine(folder.FullPath, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(address);
        using Socket server = listener.Accept();
        Assert.That(PeerCheck.UserOf(server), Is.EqualTo(EffectiveUser.Id));
    }
}
