using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class NetworkConfigTests
{
    private const string Column = "vms:\n  a: {cpu: 1, ram: 1G, disk: 9G, ";

    [Test]
    public void Forwards_and_proxies_are_read()
    {
        KitConfig config = Sample.Config("""
            global: {http_proxy_port_pool: {start: 50000, end: 50010}, portforward_config_check_interval_sec: 3}
            vms:
              a:
                cpu: 1
                ram: 1G
                disk: 9G
                proxychains: socks5://127.0.0.1:1080
                auto_ports: false
                port-forwarding:
                  - {type: local, host-addr: "127.0.0.1:8080", vm-addr: "127.0.0.1:80"}
                  - {type: remote, host-addr: "[::1]:5432", vm-addr: "127.0.0.1:5432"}
                  - {type: socks5, vm-addr: "127.0.0.1:8088"}
              b: {cpu: 1, ram: 1G, disk: 9G, http_proxy: "socks5://anna:p%40ss@10.0.0.1:1080"}
            agents:
              one: {type: command, command: [x], proxychains: ""}
              two: {type: command, command: [x], http_proxy: {url: "http://127.0.0.1:3128"}}
              three: {type: command, command: [x], http_proxy: {upstream: "http://127.0.0.1:3128", listen: "127.0.0.1:48005"}}
              four: {type: command, command: [x], http_proxy: ""}
            """);
        MachineSettings first = config.Machines[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(config.Global.ProxyPorts, Is.EqualTo(new PortRange(50000, 50010)));
            Assert.That(config.Global.ConfigCheckInterval, Is.EqualTo(TimeSpan.FromSeconds(3)));
            Assert.That(first.Forwards.Select(f => (f.Kind, f.Host?.ToString(), f.Guest.ToString())), Is.EqualTo(new[]
            {
                (ForwardKind.Local, "127.0.0.1:8080", "127.0.0.1:80"), (ForwardKind.Remote, "[::1]:5432", "127.0.0.1:5432"), (ForwardKind.Socks5, null, "127.0.0.1:8088"),
            }));
            Assert.That((first.AutoPorts, config.Machines[1].AutoPorts), Is.EqualTo((false, true)));
            Assert.That(first.Proxychains, Is.EqualTo(new ProxyAddress("socks5", "127.0.0.1", 1080, "", "")));
            Assert.That(config.Machines[1].HttpProxy.Upstream, Is.EqualTo(new ProxyAddress("socks5", "10.0.0.1", 1080, "anna", "p@ss")));
            Assert.That((config.Agents[0].OwnProxychains, config.Agents[0].Proxychains, config.Agents[0].HttpProxy), Is.EqualTo((true, (ProxyAddress?)null, (HttpProxySettings?)null)));
            Assert.That(config.Agents[1].HttpProxy, Is.EqualTo(HttpProxySettings.Direct("http://127.0.0.1:3128")));
            Assert.That(config.Agents[2].HttpProxy, Is.EqualTo(HttpProxySettings.Helper(ProxyAddress.Parse("http://127.0.0.1:3128")!, new PortAddress("127.0.0.1", 48005))));
            Assert.That(config.Agents[3].HttpProxy, Is.EqualTo(HttpProxySettings.None));
        }
    }

    [TestCase("port-forwarding: [{type: local, vm-addr: '127.0.0.1:80'}]", "c.yaml:2:52: vms.a.port-forwarding[0].host-addr: is required: an address such as 127.0.0.1:8080")]
    [TestCase("port-forwarding: [{type: socks5, host-addr: '127.0.0.1:1', vm-addr: '127.0.0.1:8088'}]", "c.yaml:2:52: vms.a.port-forwarding[0].host-addr: belongs to the types local and remote: what a socks5 forward leads to is asked for by who uses it")]
    [TestCase("port-forwarding: [{type: tcp, host-addr: '127.0.0.1:1', vm-addr: '127.0.0.1:8088'}]", "c.yaml:2:59: vms.a.port-forwarding[0].type: 'tcp' is not one of local, remote, socks5")]
    [TestCase("port-forwarding: [{type: remote, host-addr: '127.0.0.1:1', vm-addr: '127.0.0.1:80'}]", "c.yaml:2:52: vms.a.port-forwarding[0].vm-addr: '127.0.0.1:80' can not be opened: ports below 1024 belong to root in the VM, and its SSH server opens them for nobody else")]
    [TestCase("port-forwarding: [{type: local, host-addr: '127.0.0.1:80', vm-addr: '127.0.0.1:80'}, {type: local, host-addr: '127.0.0.1:80', vm-addr: '127.0.0.1:81'}]", "c.yaml:2:119: vms.a.port-forwarding[1].host-addr: '127.0.0.1:80' is taken by vms.a.port-forwarding[0]")]
    [TestCase("port-forwarding: [{type: socks5, vm-addr: '127.0.0.1:8088'}, {type: remote, host-addr: '127.0.0.1:80', vm-addr: '127.0.0.1:8088'}]", "c.yaml:2:95: vms.a.port-forwarding[1].vm-addr: port 8088 in the VM is taken by vms.a.port-forwarding[0]")]
    [TestCase("port-forwarding: [{type: local, host-addr: '0.0.0.0:8080', vm-addr: '127.0.0.1:80'}]", "c.yaml:2:52: warning: vms.a.port-forwarding[0].host-addr: '0.0.0.0:8080' is not the loopback: other computers can reach this port of the VM")]
    [TestCase("port-forwarding: [{type: local, host-addr: '127.0.0.1:8080', vm-addr: '127.0.0.1:70000'}]", "c.yaml:2:104: vms.a.port-forwarding[0].vm-addr: '127.0.0.1:70000' is not an address such as 127.0.0.1:8080")]
    [TestCase("auto_ports: maybe", "c.yaml:2:46: vms.a.auto_ports: 'maybe' is neither true nor false")]
    [TestCase("proxychains: 'ftp://CANARY:1'", "c.yaml:2:47: vms.a.proxychains: is not an address such as socks5://127.0.0.1:1080 (http, https, socks4 or socks5)")]
    [TestCase("http_proxy: {url: CANARY}", "c.yaml:2:52: vms.a.http_proxy.url: is not an address such as http://127.0.0.1:3128")]
    [TestCase("http_proxy: {listen: '127.0.0.1:48000'}", "c.yaml:2:46: vms.a.http_proxy.upstream: is required with listen: the proxy the helper leads to")]
    [TestCase("http_proxy: {url: 'http://127.0.0.1:1', upstream: 'http://127.0.0.1:2'}", "c.yaml:2:46: vms.a.http_proxy: url is a ready proxy and upstream is reached through a helper; give one of them")]
    [TestCase("http_proxy: {upstream: 'http://127.0.0.1:2', listen: '0.0.0.0:48000'}", "c.yaml:2:46: vms.a.http_proxy.listen: '0.0.0.0:48000' is not a port of the VM's loopback from 1024 on")]
    [TestCase("http_proxy: 'http://127.0.0.1:1', proxychains: 'socks5://127.0.0.1:2'", "c.yaml:2:46: vms.a.http_proxy: and proxychains exclude each other; remove one of them")]
    public void Each_problem_names_field_rule_and_value(string keys, string expected) => Assert.That(Sample.Problems(Column + keys + "}\n"), Is.EqualTo(expected));

    [Test]
    public void A_filtered_network_that_leads_nowhere_is_refused_before_anything_begins()
    {
        const string why = "a filtered network leads to the hosts of boxes.allow, and there are none; name them, such as [pypi.org], or take none";
        Assert.That(Sample.Problems("boxes: {network: filtered}\n"), Is.EqualTo("c.yaml:1:18: boxes.allow: " + why));
        BoxSettings nowhere = BoxSettings.Default, somewhere = nowhere with { Allow = ["pypi.org"] };
        Assert.That(SettingValues.OfBoxNetwork("filtered", nowhere).Problem.ToString(), Is.EqualTo(why), "as an option, or in a request");
        Assert.That(SettingValues.OfBoxNetwork("filtered", somewhere), Is.EqualTo((BoxNetwork.Filtered, Text.None)));
        Assert.That(SettingValues.OfBoxNetwork("open", nowhere), Is.EqualTo((BoxNetwork.Open, Text.None)));
    }

    [TestCase("pypi.org", true)]
    [TestCase("*.npmjs.org", true)]
    [TestCase("10.1.2.3:8443", true)]
    [TestCase("*", false)]
    [TestCase("*.*.org", false)]
    [TestCase("a,b", false)]
    [TestCase("PyPI.org", false)]
    [TestCase("https://pypi.org", false)]
    [TestCase("pypi.org:65535", true)]
    [TestCase("pypi.org:65536", false)]
    [TestCase("a..b", false)]
    [TestCase("pypi.org:0", false)]
    [TestCase("pypi.org:443:1", false)]
    [TestCase("-x.org", false)]
    public void What_a_filtered_network_leads_to_is_a_host(string word, bool isHost) => Assert.That(
        Sample.Problems($"boxes: {{network: filtered, allow: ['{word}']}}\n").Length == 0, Is.EqualTo(isHost));

    [Test]
    public void A_pool_that_ends_before_it_begins_is_refused() => Assert.That(
        Sample.Problems("global: {http_proxy_port_pool: {start: 2000, end: 1999}}\n"), Is.EqualTo("c.yaml:1:32: global.http_proxy_port_pool: start (2000) is behind end (1999)"));

    [Test]
    public void Passwords_of_proxies_are_not_shown()
    {
        KitConfig config = Sample.Config("vms:\n  a: {cpu: 1, ram: 1G, disk: 9G, proxychains: 'socks5://u:CANARY@127.0.0.1:1'}\n  b: {cpu: 1, ram: 1G, disk: 9G, http_proxy: {url: 'http://u:CANARY@127.0.0.1:1'}}\n  c: {cpu: 1, ram: 1G, disk: 9G, http_proxy: 'http://u:CANARY@127.0.0.1:1'}\n");
        Assert.That(ConfigWriter.ToYaml(config, Language.English) + ConfigWriter.ToJson(config), Does.Not.Contain("CANARY").And.Contain("socks5://127.0.0.1:1"));
    }
}
