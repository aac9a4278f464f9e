using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A proxy on the host's loopback that speaks SOCKS5 (RFC 1928, with the login of RFC 1929) and HTTP, leads nowhere, and answers every request itself: it remembers what it was asked for.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _work;

    public ProxyServer()
    {
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Such as <c>socks far.test:80</c> or <c>http http://far.test/</c>, with the login where there was one.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] first = await ReadAsync(stream, 1);
                if (first[0] == 5)
                    await SocksAsync(stream);
                else
                    Asked.Enqueue("http " + (await HeadAsync(stream, (char)first[0])).Split(' ')[1]);
                if (first[0] == 5)
                    await HeadAsync(stream, null);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nby the proxy"u8.ToArray());
            }
            catch (Exception error) when (error is IOException or EndOfStreamException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task SocksAsync(NetworkStream stream)
    {
        byte[] methods = await ReadAsync(stream, (await ReadAsync(stream, 1))[0]);
        bool asksLogin = methods.Contains((byte)2);
        await stream.WriteAsync(new byte[] { 5, asksLogin ? (byte)2 : (byte)0 });
        string login = "";
        if (asksLogin)
        {
            await ReadAsync(stream, 1);
            string user = await TextAsync(stream), password = await TextAsync(stream);
            login = $"{user}:{password}@";
            await stream.WriteAsync(new byte[] { 1, 0 });
        }

        byte[] request = await ReadAsync(stream, 4);
        string host = request[3] == 3 ? await TextAsync(stream) : new IPAddress(await ReadAsync(stream, request[3] == 1 ? 4 : 16)).ToString();
        byte[] port = await ReadAsync(stream, 2);
        Asked.Enqueue($"socks {login}{host}:{(port[0] << 8) + port[1]}");
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 127, 0, 0, 1, 0, 1 });
    }

    private static async Task<string> TextAsync(NetworkStream stream) => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));

    private static async Task<string> HeadAsync(NetworkStream stream, char? first)
    {
        var head = new StringBuilder();
        if (first is { } letter)
            head.Append(letter);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await ReadAsync(stream, 1))[0]);
        return head.ToString();
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
