using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>A proxy: <c>scheme://[name:password@]host:port</c>. Its text form is without name and password.</summary>
/// <param name="Scheme">http, https, socks4 or socks5.</param>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="User">Empty for none.</param>
/// <param name="Password">Empty for none. A secret.</param>
public sealed partial record ProxyAddress(string Scheme, string Host, int Port, string User, string Password)
{
    public static ProxyAddress? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
            return null;
        string Part(string name) => Uri.UnescapeDataString(match.Groups[name].Value);
        string host = match.Groups["host"].Value;
        var parsed = new ProxyAddress(match.Groups["scheme"].Value, host is ['[', .., ']'] ? host[1..^1] : host, port, Part("user"), Part("password"));
        // They become words of configuration files of the guest's programs.
        return (parsed.User + parsed.Password).Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? null : parsed;
    }

    public PortAddress Address => new(Host, Port);

    public override string ToString() => $"{Scheme}://{Address}";

    [GeneratedRegex(@"\A(?<scheme>https?|socks[45])://(?:(?<user>[^:@/\s\p{Cc}]{1,255})(?::(?<password>[^@/\s\p{Cc}]{0,255}))?@)?(?<host>[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9a-fA-F:.]{2,45}\]):(?<port>[0-9]{1,5})/?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
