using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class RunProxyTests
{
    private const string Own = "socks5://127.0.0.1:1", Machines = "socks5://127.0.0.1:2", Given = "http://127.0.0.1:3";

    [TestCase("", "", null, null, "none")]
    [TestCase("proxychains: '" + Machines + "'", "", null, null, "chains " + Machines)]
    [TestCase("proxychains: '" + Machines + "'", "proxychains: '" + Own + "'", null, null, "chains " + Own)]
    [TestCase("proxychains: '" + Machines + "'", "proxychains: ''", null, null, "none")]
    [TestCase("proxychains: '" + Machines + "'", "proxychains: null", null, null, "chains " + Machines)]
    [TestCase("proxychains: '" + Machines + "'", "proxychains: '" + Own + "'", Given, null, "chains " + Given)]
    [TestCase("proxychains: '" + Machines + "'", "", "", null, "none")]
    [TestCase("http_proxy: '" + Machines + "'", "", null, null, "http " + Machines)]
    [TestCase("http_proxy: '" + Machines + "'", "http_proxy: {url: 'http://127.0.0.1:9/'}", null, null, "http http://127.0.0.1:9/")]
    [TestCase("http_proxy: '" + Machines + "'", "http_proxy: ''", null, null, "none")]
    [TestCase("http_proxy: '" + Machines + "'", "", null, Given, "http " + Given)]
    [TestCase("http_proxy: '" + Machines + "'", "", Given, "", "chains " + Given)]
    public void What_is_said_closer_to_the_run_holds(string machine, string agent, string? chained, string? http, string expected)
    {
        RunProxy proxy = Of(machine, agent, chained, http);
        Assert.That(proxy.IsNone ? "none" : proxy.Proxychains is { } chain ? $"chains {chain}" : $"http {proxy.Http}", Is.EqualTo(expected));
    }

    [TestCase("http_proxy: '" + Machines + "'", "proxychains: '" + Own + "'", null, null)]
    [TestCase("http_proxy: '" + Machines + "'", "", Given, null)]
    [TestCase("proxychains: 'socks5://anna:CANARY@127.0.0.1:2'", "", null, "http://anna:CANARY@127.0.0.1:2")]
    public void Two_at_once_are_refused_without_showing_a_password(string machine, string agent, string? chained, string? http)
    {
        KitException error = Assert.Throws<KitException>(() => Of(machine, agent, chained, http))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.ConfigInvalid));
        Assert.That(error.Cause.English, Does.StartWith("it would get two proxies").And.Not.Contain("CANARY"));
    }

    [TestCase("ftp://127.0.0.1:1")]
    [TestCase("127.0.0.1:1")]
    [TestCase("socks5://127.0.0.1")]
    [TestCase("socks5://127.0.0.1:70000")]
    [TestCase("socks5://a b:c@127.0.0.1:1")]
    [TestCase("socks5://a%20b:c@127.0.0.1:1")]
    [TestCase("socks5://u:p%0Aforward / evil@127.0.0.1:1")]
    [TestCase("socks5://-x:1")]
    public void What_is_no_proxy_is_refused(string text) => Assert.That(Assert.Throws<KitException>(() => Of("", "", text, null))!.Code, Is.EqualTo(ErrorCode.Usage));

    [Test]
    public void Variables_have_both_spellings_and_the_agents_own_stay()
    {
        SortedDictionary<string, string> all = GuestProxy.WithProxy(new Dictionary<string, string> { ["NO_PROXY"] = "mine", ["OTHER"] = "x" }, "http://127.0.0.1:48000");
        Assert.That(all.Select(one => $"{one.Key}={one.Value}"), Is.EqualTo(new[]
        {
            "ALL_PROXY=http://127.0.0.1:48000", "HTTPS_PROXY=http://127.0.0.1:48000", "HTTP_PROXY=http://127.0.0.1:48000", "NO_PROXY=mine", "OTHER=x",
            "all_proxy=http://127.0.0.1:48000", "http_proxy=http://127.0.0.1:48000", "https_proxy=http://127.0.0.1:48000", "no_proxy=localhost,127.0.0.1,::1",
        }));
    }

    [TestCase("socks5://anna:pw@proxy.test:1080", "socks5 @PROXY@ 1080 anna pw")]
    [TestCase("https://proxy.test:3128", "http @PROXY@ 3128")]
    public void Proxychains_gets_the_address_it_understands(string proxy, string line)
    {
        string[] lines = Encoding.UTF8.GetString(ProxyConfiguration.Proxychains(ProxyAddress.Parse(proxy)!)).Split('\n');
        Assert.That((lines[0], lines[^2], lines[^3]), Is.EqualTo(("proxy.test", line, "[ProxyList]")));
    }

    [TestCase("socks5://anna:pw@127.0.0.1:1080", "forward-socks5 / anna:pw@127.0.0.1:1080 .")]
    [TestCase("socks4://127.0.0.1:1080", "forward-socks4a / 127.0.0.1:1080 .")]
    [TestCase("http://proxy.test:3128", "forward / proxy.test:3128")]
    public void Privoxy_leads_all_of_it_to_the_upstream(string proxy, string line) =>
        Assert.That(Encoding.UTF8.GetString(ProxyConfiguration.Privoxy(ProxyAddress.Parse(proxy)!)).Split('\n'), Does.Contain(line));

    private static RunProxy Of(string machine, string agent, string? chained, string? http)
    {
        KitConfig config = Sample.Config($"vms:\n  m: {{cpu: 1, ram: 1G, disk: 9G, {machine}}}\nagents:\n  a: {{type: command, command: [x], {agent}}}\n");
        return RunProxy.Of(new RunRequest("a", [], "/p") { Proxychains = chained, HttpProxy = http }, config.Agents[0], config.Machines[0], config.Global);
    }
}
