using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

/// <summary>The contract on real guests. The home is kept over runs, so the image is built once.</summary>
[Category("VM")]
public sealed class QemuProviderTests : VirtualMachineProviderContract
{
    private static string Home => Environment.GetEnvironmentVariable("AGSEKIT_TEST_HOME") ?? Path.Combine(Path.GetTempPath(), $"agsekit-vm-tests-{Environment.UserName}");

    protected override MachineSpec SpecOf(string name) =>
        new(name, 2, ByteSize.FromGibibytes(2), ByteSize.FromGibibytes(8), ImageName.Default, NetworkPolicy.Open);

    protected override IVirtualMachineProvider Open() => OpenOrSkip();

    internal static QemuProvider OpenOrSkip()
    {
        if (Environment.GetEnvironmentVariable("AGSEKIT_TEST_VM") != "1")
            Assert.Ignore("real guests are started only where AGSEKIT_TEST_VM=1 is set");
        return new QemuProvider(KitPaths.From(name => name == "AGSEKIT_HOME" ? Home : null, 0), new CommandRunner(TimeProvider.System), TimeProvider.System);
    }

    [Test, Order(5)]
    public async Task An_open_guest_reaches_the_internet_and_no_service_of_the_host()
    {
        SshConnection guest = await Provider.ConnectAsync("contract", default);
        using var service = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        service.Bind(new IPEndPoint(IPAddress.Any, 0));
        service.Listen(50);
        int port = ((IPEndPoint)service.LocalEndPoint!).Port;
        using var loopback = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        loopback.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        loopback.Listen(50);
        int loopbackPort = ((IPEndPoint)loopback.LocalEndPoint!).Port;

        List<string> addresses = ["10.0.2.2", "10.0.2.3", "127.0.0.1", NetworkFence.Resolver];
        foreach (NetworkInterface device in NetworkInterface.GetAllNetworkInterfaces())
        {
            IPInterfaceProperties properties = device.GetIPProperties();
            addresses.AddRange(properties.UnicastAddresses.Select(a => a.Address).Concat(properties.GatewayAddresses.Select(g => g.Address))
                .Where(a => a.AddressFamily == AddressFamily.InterNetwork).Select(a => a.ToString()));
        }

        foreach (string address in addresses.Distinct())
        {
            foreach (int one in new[] { port, loopbackPort })
            {
                GuestResult answer = await guest.RunAsync(
                    ["timeout", "5", "bash", "-c", "exec 3<>\"/dev/tcp/$1/$2\" && echo reached", "bash", address, one.ToString(CultureInfo.InvariantCulture)],
                    default, TimeSpan.FromSeconds(30), default);
                Assert.That(answer.OutputText, Is.Empty, $"{address}:{one}");
            }
        }

        Assert.That(service.Poll(0, SelectMode.SelectRead), Is.False, "a connection arrived");
        Assert.That(loopback.Poll(0, SelectMode.SelectRead), Is.False, "a connection arrived");
        GuestResult names = await guest.RunAsync(["sh", "-c", "getent ahostsv4 deb.debian.org; curl -sS -m 20 -o /dev/null -w '%{http_code}' http://deb.debian.org/debian/dists/bookworm/InRelease"], default, TimeSpan.FromSeconds(60), default);
        TestContext.Progress.WriteLine(names.OutputText + names.ErrorText);
        Assert.That(names.Succeeded, names.ErrorText);
    }
}
