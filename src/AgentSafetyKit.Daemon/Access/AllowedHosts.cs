using System.Net;

namespace AgentSafetyKit.Daemon.Access;

/// <summary>
/// Names by which we are asked: those of this computer's loopback only. A page of the web whose name was made to mean 127.0.0.1 (DNS rebinding) asks by its own name.
/// </summary>
internal static class AllowedHosts
{
    /// <param name="host">As the header <c>Host</c> has it: a name or an address, and perhaps a port.</param>
    public static bool Allows(string host)
    {
        string name = host.StartsWith('[') ? host[..(host.IndexOf(']', StringComparison.Ordinal) + 1)].Trim('[', ']') : host.Split(':')[0];
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Empty: no browser asks, or one that was given the address by hand.</summary>
    public static bool AllowsOrigin(string origin) => origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && Allows(from.Authority));
}
