using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>A program at a run's terminal over the daemon's WebSocket, as .NET's own client does it.</summary>
internal sealed class WebTerminal : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _seen = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>All that came, escape sequences and all.</summary>
    public string Seen
    {
        get
        {
            lock (_seen)
                return _seen.ToString();
        }
    }

    /// <summary>The last text message; null: none.</summary>
    public JsonElement? End { get; private set; }

    public WebSocketCloseStatus? Closed => _socket.CloseStatus;

    /// <param name="unixSocket">Null: over TCP, by the address itself.</param>
    /// <param name="address">Such as <c>ws://localhost/v1/runs/a/attach</c>.</param>
    /// <param name="token">Null: none.</param>
    public static async Task<WebTerminal> ConnectAsync(string? unixSocket, string address, string? token = null)
    {
        var terminal = new WebTerminal();
        if (token is not null)
            terminal._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var handler = new SocketsHttpHandler();
        if (unixSocket is not null)
        {
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(unixSocket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        await terminal._socket.ConnectAsync(new Uri(address), new HttpMessageInvoker(handler), limit.Token);
        terminal._reading = Task.Run(terminal.ReadAsync);
        return terminal;
    }

    public Task Keys(string keys) => _socket.SendAsync(Encoding.UTF8.GetBytes(keys), WebSocketMessageType.Binary, true, CancellationToken.None);

    public Task Say(string json) => _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task Resize(int columns, int rows) => Say($"{{\"type\":\"resize\",\"columns\":{columns},\"rows\":{rows}}}");

    public async Task WaitFor(string words, double seconds = 30)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!Seen.Contains(words, StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > seconds)
                Assert.Fail($"not within {seconds} s: {words}\n{Seen.Replace("\u001b", "^[", StringComparison.Ordinal)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the daemon has closed it.</summary>
    public async Task<WebSocketCloseStatus?> Ended()
    {
        await _reading.WaitAsync(TimeSpan.FromSeconds(60));
        return _socket.CloseStatus;
    }

    public Task Leave() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);

    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync()
    {
        var buffer = new byte[32768];
        var text = new MemoryStream();
        try
        {
            while (true)
            {
                WebSocketReceiveResult got = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                    return;
                if (got.MessageType == WebSocketMessageType.Binary)
                {
                    lock (_seen)
                        _seen.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
                    continue;
                }

                text.Write(buffer, 0, got.Count);
                if (got.EndOfMessage)
                    End = JsonDocument.Parse(text.ToArray()).RootElement;
            }
        }
        catch (WebSocketException)
        {
            // Broken off.
        }
    }
}
