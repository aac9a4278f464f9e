using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Services of the host that somebody in a VM would like to talk to: one on each address, each counts its visitors.</summary>
internal sealed class HostServices : IAsyncDisposable
{
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _work = [];
    private int _visitors;

    public HostServices(IEnumerable<IPAddress> addresses)
    {
        foreach (IPAddress address in addresses)
        {
            var listener = new TcpListener(address, 0);
            try
            {
                listener.Start();
            }
            catch (SocketException) when (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                // A host without IPv6.
                listener.Dispose();
                continue;
            }

            _listeners.Add(listener);
            _work.Add(ServeAsync(listener));
        }
    }

    public IReadOnlyList<string> Ports => [.. _listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture))];

    public int Visitors => _visitors;

    /// <summary>Visits each of them from the host, and forgets that.</summary>
    public async Task<bool> AnswersAsync()
    {
        foreach (TcpListener listener in _listeners)
        {
            var at = (IPEndPoint)listener.LocalEndpoint;
            using var client = new TcpClient(at.AddressFamily);
            await client.ConnectAsync(at.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : at.Address, at.Port);
            if (await client.GetStream().ReadAsync(new byte[10]) == 0)
                return false;
        }

        return Interlocked.Exchange(ref _visitors, 0) == _listeners.Count;
    }

    public async ValueTask DisposeAsync()
    {
        _listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(_work);
    }

    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _visitors);
                await client.GetStream().WriteAsync("welcome\n"u8.ToArray());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // Disposed.
        }
    }
}
