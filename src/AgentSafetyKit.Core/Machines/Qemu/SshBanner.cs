using System.Net;
using System.Net.Sockets;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Whether an SSH server answers (RFC 4253, 4.2: it speaks first). A tenth of the price of a login, so it can be asked often.</summary>
internal static class SshBanner
{
    public static async Task<bool> IsThereAsync(int port, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), deadline.Token).ConfigureAwait(false);
            byte[] start = new byte[4];
            int have = 0;
            while (have < start.Length)
            {
                int count = await socket.ReceiveAsync(start.AsMemory(have), deadline.Token).ConfigureAwait(false);
                if (count == 0)
                    return false;
                have += count;
            }

            return start.AsSpan().SequenceEqual("SSH-"u8);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }
}
