using System.Net;
using System.Net.Sockets;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Daemon.Webhooks;

/// <summary>Which address a message may be sent to. A name is what its owner says it is at that moment: what counts is the address that is connected to.</summary>
internal static class WebhookAddress
{
    /// <summary>All that may be used; none: the name has only others.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public static async Task<IPAddress[]> FindAsync(Uri url, CancellationToken cancellation)
    {
        string host = url.Host.Trim('[', ']');
        IPAddress[] all = IPAddress.TryParse(host, out IPAddress? given) ? [given] : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        bool isLocal = WebhookSettings.IsLocal(url.Host);
        return Array.FindAll(all, address => isLocal ? IPAddress.IsLoopback(address) : MayBeCalled(address));
    }

    /// <summary>Whether another computer can have it: this one, the link (where clouds answer with their secrets) and groups can not be meant.</summary>
    public static bool MayBeCalled(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return bytes is not ([0 or 127 or >= 224, ..] or [169, 254, ..]);
        // RFC 6052: behind the prefix is an address of the other family.
        if (bytes.AsSpan().StartsWith<byte>([0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
            return MayBeCalled(new IPAddress(bytes.AsSpan(12)));
        return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal;
    }
}
