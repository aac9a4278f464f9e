using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>One conversation with QEMU's control socket (QEMU Machine Protocol specification). QEMU talks to one client at a time: keep it short.</summary>
internal sealed class QmpClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _lines;
    private readonly NetworkStream _stream;

    private QmpClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _lines = new StreamReader(_stream);
    }

    /// <summary>The process at the other end, as the kernel says it (unix(7), SO_PEERCRED): right also where that process sees itself under another number.</summary>
    public int PeerProcess
    {
        get
        {
            const int socketLevel = 1, peerCredentials = 17;
            Span<byte> credentials = stackalloc byte[12];
            _socket.GetRawSocketOption(socketLevel, peerCredentials, credentials);
            return BitConverter.ToInt32(credentials);
        }
    }

    /// <summary>Connects and says hello; null when nobody answers there within <paramref name="limit"/>.</summary>
    public static async Task<QmpClient?> TryConnectAsync(string path, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        QmpClient? client = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), deadline.Token).ConfigureAwait(false);
            client = new QmpClient(socket);
            await client._lines.ReadLineAsync(deadline.Token).ConfigureAwait(false);
            await client.ExecuteAsync("qmp_capabilities", null, deadline.Token).ConfigureAwait(false);
            return client;
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException or OperationCanceledException)
        {
            client?.Dispose();
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Runs a command and answers its <c>return</c>.</summary>
    /// <exception cref="IOException">QEMU refused it, or is gone.</exception>
    public async Task<JsonNode?> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellation)
    {
        var request = new JsonObject { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        await _stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), cancellation).ConfigureAwait(false);
        while (await _lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (JsonNode.Parse(line) is not JsonObject reply || reply.ContainsKey("event"))
                continue;
            if (reply["error"] is { } error)
                throw new IOException($"{command}: {error["desc"]}");
            return reply["return"];
        }

        throw new IOException($"{command}: QEMU closed the connection");
    }

    public void Dispose()
    {
        _lines.Dispose();
        _stream.Dispose();
    }
}
