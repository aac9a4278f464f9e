using System.Net;
using System.Net.Sockets;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Ports of the host's loopback.</summary>
internal static class FreePort
{
    /// <summary><paramref name="preferred"/> where nobody listens there, else one the kernel picks.</summary>
    public static int Choose(int preferred)
    {
        if (preferred > 0 && TryBind(preferred) is { } same)
            return same;
        return TryBind(0) ?? throw new IOException("no free port on the loopback");
    }

    private static int? TryBind(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)listener.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
