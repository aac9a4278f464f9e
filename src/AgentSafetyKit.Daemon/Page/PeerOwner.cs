using System.Globalization;
using AgentSafetyKit.FileTree;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Page;

/// <summary>
/// Whose program is at the other end of a connection over the loopback, as the kernel lists it (proc_net(5)). The ticket is given to a browser on its command line, which others on this computer may read: it is of no use to them.
/// </summary>
internal static class PeerOwner
{
    private const int LocalField = 1, RemoteField = 2, UserField = 7;
    private static readonly string[] Lists = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>An IPv4 address as the lists have it, as an IPv6 one, and the loopback of IPv6.</summary>
    private static readonly string[] Loopbacks = ["0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"];

    /// <summary>Also where the lists can not be read at all (some confinements): then the ticket alone has to do.</summary>
    public static bool IsOurs(HttpContext context)
    {
        try
        {
            return IsAllowed(Lists.Where(File.Exists).SelectMany(File.ReadLines), context.Connection.RemotePort, context.Connection.LocalPort, EffectiveUser.Id);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <param name="lines">Of the kernel's lists.</param>
    /// <param name="peer">The other end's port.</param>
    /// <param name="own">The server's.</param>
    /// <param name="user">Who is allowed, besides root.</param>
    public static bool IsAllowed(IEnumerable<string> lines, int peer, int own, uint user)
    {
        bool found = false;
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length <= UserField || PortOf(words[LocalField]) != peer || PortOf(words[RemoteField]) != own)
                continue;
            if (!uint.TryParse(words[UserField], NumberStyles.None, CultureInfo.InvariantCulture, out uint owner) || (owner != user && owner != 0))
                return false;
            found = true;
        }

        return found;
    }

    /// <summary>-1: no address of the loopback.</summary>
    private static int PortOf(string address) =>
        address.Split(':') is [var place, var port] && Loopbacks.Contains(place, StringComparer.OrdinalIgnoreCase) && int.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
