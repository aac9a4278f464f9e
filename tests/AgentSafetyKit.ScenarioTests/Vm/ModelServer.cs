using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A server on the host's loopback that speaks as much of OpenAI's chat completions as a simple agent needs: it answers every request with the same words, and keeps what it was asked.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];
    private readonly string _answer;
    private readonly Task _work;

    /// <param name="answer">JSON of the message's content, quoted.</param>
    public ModelServer(string answer)
    {
        _answer = $$"""{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":{{answer}}},"finish_reason":"stop"}]}""";
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                string request = await ReadAsync(client.GetStream());
                lock (_requests)
                    _requests.Add(request);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(_answer)}\r\n\r\n{_answer}"));
            }
            catch (IOException)
            {
                // The client went away.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[65536];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length));
            length += read;
            string text = Encoding.UTF8.GetString(buffer, 0, length);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            string? size = end < 0 ? null : text[..end].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?[15..].Trim();
            if (read == 0 || (end >= 0 && length >= end + 4 + int.Parse(size ?? "0", System.Globalization.CultureInfo.InvariantCulture)))
                return text;
        }

        return "";
    }
}
