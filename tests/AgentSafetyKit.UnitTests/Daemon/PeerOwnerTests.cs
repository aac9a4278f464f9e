using AgentSafetyKit.Daemon.Page;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class PeerOwnerTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    [Test]
    public void Only_connections_of_the_user_and_of_root_are_ours()
    {
        // Ports 40000 (9C40) and 3001 (0BB9); user 1000.
        string[] lines =
        [
            Head,
            "   0: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1",
            "   1: 0100007F:9C40 0100007F:0BB9 01 00000000:00000000 00:00000000 00000000  1001        0 2 1",
            "   2: 0100007F:0BB9 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 3 1",
            "   3: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:0BB9 01 00000000:00000000 00:00000000 00000000  1000        0 4 1",
            "   4: 0A00000A:9C42 0100007F:0BB9 01 00000000:00000000 00:00000000 00000000  1000        0 5 1",
        ];
        Assert.That(PeerOwner.IsAllowed(lines, 40000, 3001, 1001), Is.True);
        Assert.That(PeerOwner.IsAllowed(lines, 40000, 3001, 1000), Is.False, "somebody else's");
        Assert.That(PeerOwner.IsAllowed(lines, 40001, 3001, 1000), Is.True, "through a socket for both kinds of addresses");
        Assert.That(PeerOwner.IsAllowed(lines, 40002, 3001, 1000), Is.False, "not of the loopback");
        Assert.That(PeerOwner.IsAllowed(lines, 40003, 3001, 1000), Is.False, "not there");
        Assert.That(PeerOwner.IsAllowed([.. lines, lines[2].Replace("1001", "0", StringComparison.Ordinal).Replace("9C40", "9C44", StringComparison.Ordinal)], 40004, 3001, 1000), Is.True, "root can be anybody");
        Assert.That(PeerOwner.IsAllowed(["nonsense", "1 2 3 4 5 6 7 8 9"], 1, 2, 0), Is.False);
    }
}
