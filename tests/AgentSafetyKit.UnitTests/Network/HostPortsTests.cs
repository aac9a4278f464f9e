using System.Net;
using System.Net.Sockets;
using AgentSafetyKit.Network;

namespace AgentSafetyKit.UnitTests.Network;

public sealed class HostPortsTests
{
    [TestCase("127.0.0.1")]
    [TestCase("0.0.0.0")]
    public void A_port_that_is_listened_on_is_taken_and_its_owner_named(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.That((HostPorts.IsFree(port), HostPorts.OwnerOf(port)?.English), Is.EqualTo((false, $"'{File.ReadAllText("/proc/self/comm").Trim()}' (process {Environment.ProcessId})")));
        listener.Stop();
        Assert.That((HostPorts.IsFree(port), HostPorts.OwnerOf(port)), Is.EqualTo((true, (AgentSafetyKit.Primitives.Text?)null)));
    }
}
