using AgentSafetyKit.Network;

namespace AgentSafetyKit.UnitTests.Network;

public sealed class ForwardRefusalTests
{
    [TestCase("LISTEN 0 5 127.0.0.1:7004 0.0.0.0:* users:((\"redis-server\",pid=812,fd=6))\n", "'redis-server' (process 812)")]
    [TestCase("LISTEN 0 5 127.0.0.1:7004 0.0.0.0:*\n", "another program")]
    [TestCase("users:((\"\u001b[31mred\",pid=1,fd=6))", "'\\x1b[31mred' (process 1)")]
    [TestCase("users:((\"x\",pid=99999999999,fd=6))", "another program")]
    [TestCase("\n", null)]
    public void The_guest_is_quoted_and_not_believed_further(string said, string? expected) => Assert.That(ForwardRefusal.Parse(said)?.English, Is.EqualTo(expected));
}
