using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>A server on the loopback that remembers what it was asked, and answers as it is told.</summary>
/// <param name="port">Where.</param>
/// <param name="answer">The status line and further headers for the number of a request, from 0.</param>
/// <param name="address">Null: 127.0.0.1.</param>
internal sealed class WebhookReceiver(int port, Func<int, string> answer, IPAddress? address = null) : IDisposable
{
    private readonly TcpListener _listener = new(address ?? IPAddress.Loopback, port);
    private readonly List<(string Head, string Body)> _heard = [];

    public (string Head, string Body)[] Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard];
        }
    }

    public WebhookReceiver Begin()
    {
        _listener.Start();
        _ = Task.Run(ListenAsync);
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                (string head, string body) = await ReadAsync(stream);
                int number;
                lock (_heard)
                {
                    number = _heard.Count;
                    _heard.Add((head, body));
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer(number)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private static async Task<(string Head, string Body)> ReadAsync(NetworkStream stream)
    {
        var all = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            int count = await stream.ReadAsync(buffer);
            all.Append(Encoding.UTF8.GetString(buffer, 0, count));
            string[] parts = all.ToString().Split("\r\n\r\n", 2);
            string? length = parts[0].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))?[16..];
            if (count == 0 || (parts.Length == 2 && Encoding.UTF8.GetByteCount(parts[1]) >= int.Parse(length ?? "0", System.Globalization.CultureInfo.InvariantCulture)))
                return (parts[0], parts.Length == 2 ? parts[1] : "");
        }
    }
}
