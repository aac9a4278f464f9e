using System.Net;
using AgentSafetyKit.Daemon.Webhooks;

namespace AgentSafetyKit.UnitTests.Daemon;

internal sealed class WebhookAddressTests
{
    [TestCase("93.184.216.34", true)]
    [TestCase("10.1.2.3", true)]
    [TestCase("2606:2800:220:1::1", true)]
    [TestCase("127.0.0.1", false)]
    [TestCase("127.9.9.9", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("::1", false)]
    [TestCase("::", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("::ffff:169.254.169.254", false)]
    [TestCase("64:ff9b::a9fe:a9fe", false)]
    [TestCase("fe80::1", false)]
    [TestCase("ff02::1", false)]
    public void Only_what_another_computer_can_have_is_called(string address, bool may) => Assert.That(WebhookAddress.MayBeCalled(IPAddress.Parse(address)), Is.EqualTo(may));

    [TestCase("http://localhost:9/x", "127.0.0.1|::1")]
    [TestCase("http://127.0.0.1:9/x", "127.0.0.1")]
    [TestCase("http://[::1]:9/x", "::1")]
    public async Task This_computer_is_called_at_its_loopback(string url, string expected) =>
        Assert.That((await WebhookAddress.FindAsync(new Uri(url), CancellationToken.None)).Select(address => address.ToString()), Is.Not.Empty.And.SubsetOf(expected.Split('|')));
}
