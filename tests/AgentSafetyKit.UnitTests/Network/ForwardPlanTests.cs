using AgentSafetyKit.Configuration;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Network;

public sealed class ForwardPlanTests
{
    private static readonly ForwardSpec First = new(ForwardKind.Local, PortAddress.Loopback(8080), PortAddress.Loopback(80));
    private static readonly ForwardSpec Second = new(ForwardKind.Remote, new PortAddress("::1", 5432), PortAddress.Loopback(5432));
    private static readonly ForwardSpec Third = new(ForwardKind.Socks5, null, PortAddress.Loopback(8088));

    [Test]
    public void What_stays_is_not_touched()
    {
        ForwardPlan plan = ForwardPlan.Between([First, Second], [Second, Third]);
        Assert.That((plan.Cancel.Single(), plan.Open.Single()), Is.EqualTo((First, Third)));
    }

    [Test]
    public void A_changed_target_is_another_forward()
    {
        ForwardSpec changed = First with { Guest = PortAddress.Loopback(81) };
        ForwardPlan plan = ForwardPlan.Between([First], [changed]);
        Assert.That((plan.Cancel.Single(), plan.Open.Single()), Is.EqualTo((First, changed)));
    }

    [Test]
    public void Ssh_is_told_where_to_listen_and_nothing_wider() => Assert.That(
        new[] { First, Second, Third }.Select(spec => spec.ToString()), Is.EqualTo(new[] { "-L [127.0.0.1]:8080:[127.0.0.1]:80", "-R [127.0.0.1]:5432:[::1]:5432", "-R [127.0.0.1]:8088" }));

    [Test]
    public void A_record_gives_back_what_was_written_down()
    {
        ForwardInfo[] all = [.. new[] { First, Second, Third }.Select(spec => new ForwardInfo(spec, ForwardState.Failed, new Text("a", "б"), DateTimeOffset.UnixEpoch))];
        Assert.That(all.Select(info => ForwardEntry.Of(info).ToInfo()), Is.EqualTo(all));
    }

    [TestCase("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [TestCase("[::1]:8080", "http://[::1]:8080/")]
    [TestCase("127.0.0.1:80", "http://127.0.0.1:80/")]
    public void A_url_is_one_a_browser_opens(string address, string url) => Assert.That(PortAddress.TryParse(address, out PortAddress? parsed) ? parsed.Value.Url : null, Is.EqualTo(url));
}
