using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// The policy <see cref="NetworkPolicy.Open"/> for QEMU. QEMU's own user network would give the guest the host's loopback (as 10.0.2.2) and all the host's networks. So QEMU runs in
/// a network namespace of its own, connected to the outside by pasta(1): its loopback is empty, the host's address is its own, and routing rules prohibit every network that is not the public internet.
/// Names are asked at one address, which pasta passes to the host's resolver. IPv4 only. QEMU keeps no privilege over the namespace.
/// </summary>
public static class NetworkFence
{
    /// <summary>Where QEMU takes SSH connections inside the namespace.</summary>
    public const string InnerListener = "127.0.0.1:2222";

    /// <summary>Address of the resolver as the guest sees it.</summary>
    public const string Resolver = "169.254.53.53";

    /// <summary>What is not the public internet (IANA IPv4 special-purpose address registry, RFC 6890; 224/4 multicast): private, shared, link-local with the clouds' metadata services, benchmarking, reserved.</summary>
    public static ImmutableArray<string> ClosedRanges { get; } =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    ];

    /// <summary>The programs it needs.</summary>
    public static ImmutableArray<string> Tools { get; } = ["pasta", "ip", "setpriv", "unshare"];

    /// <summary>Wraps QEMU's command.</summary>
    /// <param name="inner">QEMU, listening at <see cref="InnerListener"/>.</param>
    /// <param name="port">Loopback port of the host that leads to the guest's SSH server.</param>
    /// <param name="closed">Networks to close besides <see cref="ClosedRanges"/>: <see cref="HostNetworks"/>.</param>
    /// <param name="root">Whether we are root: then pasta, which refuses to work as root, is given another number in a user namespace.</param>
    public static CommandSpec Wrap(CommandSpec inner, int port, IEnumerable<string> closed, bool root)
    {
        string listener = InnerListener[(InnerListener.IndexOf(':', StringComparison.Ordinal) + 1)..];
        ImmutableArray<string> pasta =
        [
            "pasta", "--foreground", "--quiet", "--config-net", "--ipv4-only", "--no-map-gw",
            "--tcp-ports", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1/{port}:{listener}"),
            "--udp-ports", "none", "--tcp-ns", "none", "--udp-ns", "none",
            "--dns-forward", Resolver,
            "--", "sh", "-c", Script, "sh", .. ClosedRanges, .. closed, "--", inner.Program, .. inner.Arguments,
        ];
        return root
            ? new CommandSpec("unshare", ["--user", "--map-user=1", "--map-group=1", "--", .. pasta])
            : new CommandSpec(pasta[0], pasta[1..]);
    }

    /// <summary>Every address of the host and every network it is directly on, as they are now.</summary>
    public static IReadOnlyList<string> HostNetworks()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (NetworkInterface device in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation address in device.GetIPProperties().UnicastAddresses)
            {
                if (address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address))
                    found.Add(NetworkOf(address.Address, address.PrefixLength));
            }
        }

        return [.. found];
    }

    private static string NetworkOf(IPAddress address, int prefix)
    {
        uint bits = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        uint network = prefix == 0 ? 0 : bits & (uint.MaxValue << (32 - prefix));
        return string.Create(CultureInfo.InvariantCulture, $"{network >> 24}.{(network >> 16) & 255}.{(network >> 8) & 255}.{network & 255}/{prefix}");
    }

    private static string Script
    {
        get
        {
            using Stream stream = typeof(NetworkFence).Assembly.GetManifestResourceStream("guest/network/fence.sh")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
