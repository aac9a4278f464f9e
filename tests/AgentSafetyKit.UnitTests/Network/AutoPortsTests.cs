using AgentSafetyKit.Configuration;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Network;

public sealed class AutoPortsTests
{
    private static readonly ForwardWish Wish = new([], true, PortRange.OfProxies);

    [Test]
    public void A_listener_appears_at_its_own_port() => Assert.That(Choose(["127.0.0.1:3000", "0.0.0.0:8000", "[::]:9000", "[::1]:9001", "10.0.2.15:9002"]), Is.EqualTo(new[]
    {
        "3000 -> 127.0.0.1:3000", "8000 -> 127.0.0.1:8000", "9000 -> 127.0.0.1:9000", "9001 -> [::1]:9001", "9002 -> 10.0.2.15:9002",
    }));

    [Test]
    public void A_port_with_several_addresses_appears_once() =>
        Assert.That(Choose(["10.0.2.15:3000", "[::]:3000", "0.0.0.0:3000"]), Is.EqualTo(new[] { "3000 -> 127.0.0.1:3000" }));

    [Test]
    public void A_taken_port_gives_way_to_another() => Assert.That(Choose(["127.0.0.1:3000"], taken: [3000, 13000]), Is.EqualTo(new[] { "23000 -> 127.0.0.1:3000" }));

    [Test]
    public void Ports_below_1024_of_the_host_are_never_taken() => Assert.That(Choose(["0.0.0.0:80", "0.0.0.0:443"]), Is.EqualTo(new[] { "10080 -> 127.0.0.1:80", "10443 -> 127.0.0.1:443" }));

    [Test]
    public void Neither_the_ssh_server_nor_our_own_ports_nor_the_name_service_appear()
    {
        ForwardWish wish = Wish with
        {
            Forwards =
            [
                new ForwardSpec(ForwardKind.Socks5, null, PortAddress.Loopback(8088)),
                new ForwardSpec(ForwardKind.Local, PortAddress.Loopback(8080), PortAddress.Loopback(80)),
            ],
        };
        Assert.That(Choose(["0.0.0.0:2222", "127.0.0.1:8088", "0.0.0.0:80", "127.0.0.1:48000", "127.0.0.53:53"], wish: wish, sshPort: 2222), Is.Empty);
    }

    [Test]
    public void What_has_a_place_keeps_it()
    {
        var chooser = new AutoPorts(port => port != 3000);
        GuestListener[] listeners = [Listener("127.0.0.1:3000")];
        ForwardSpec[] first = [.. chooser.Choose(listeners, Wish, 22, [])];
        ForwardSpec[] second = [.. new AutoPorts(port => port != 13000).Choose([.. listeners, Listener("127.0.0.1:3001")], Wish, 22, first)];
        Assert.That(second, Does.Contain(first[0]).And.Length.EqualTo(2));
    }

    [Test]
    public void A_guest_that_listens_everywhere_gets_few_ports_and_slowly()
    {
        GuestListener[] listeners = [.. Enumerable.Range(2000, 5000).Select(port => new GuestListener(PortAddress.Loopback(port)))];
        var chooser = new AutoPorts(_ => true);
        IReadOnlyCollection<ForwardSpec> up = [];
        for (int round = 0; round < 10; round++)
        {
            IReadOnlyCollection<ForwardSpec> now = chooser.Choose(listeners, Wish, 22, up);
            Assert.That(now, Has.Count.LessThanOrEqualTo(up.Count + AutoPorts.MostAtOnce));
            up = now;
        }

        Assert.That(up, Has.Count.EqualTo(AutoPorts.Most));
    }

    private static GuestListener Listener(string address) => new(PortAddress.TryParse(address, out PortAddress? parsed) ? parsed.Value : throw new FormatException(address));

    private static IEnumerable<string> Choose(string[] listeners, int[]? taken = null, ForwardWish? wish = null, int sshPort = 22) =>
        new AutoPorts(port => taken?.Contains(port) != true).Choose([.. listeners.Select(Listener)], wish ?? Wish, sshPort, []).Select(spec => $"{spec.Host!.Value.Port} -> {spec.Guest}");
}
