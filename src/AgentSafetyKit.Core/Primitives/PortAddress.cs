using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace AgentSafetyKit.Primitives;

/// <summary>An address and a TCP port, as the configuration and OpenSSH write it: <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>.</summary>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct PortAddress(string Host, int Port)
{
    /// <summary>Only this computer itself can connect to it, or be connected to by it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && !address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address));

    /// <summary>As a web browser on the host would be given it: what listens everywhere is reached at the loopback address of the same kind.</summary>
    public string Url => $"http://{(Host switch { "0.0.0.0" => this with { Host = "127.0.0.1" }, "::" => this with { Host = "::1" }, _ => this })}/";

    public static PortAddress Loopback(int port) => new("127.0.0.1", port);

    public static bool TryParse(string text, [NotNullWhen(true)] out PortAddress? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
            return false;
        string host = text[..colon];
        if (host is ['[', .., ']'])
            host = host[1..^1];
        address = new PortAddress(host, port);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
