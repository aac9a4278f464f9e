using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentSafetyKit.UnitTests.Machines.Images;

/// <summary>A server of files on the loopback that can be as bad as real ones: it breaks off, stalls, answers with errors, ignores ranges, or has another file the next time.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;

    public FileServer()
    {
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>By their names.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Each request's line, and its Range where it has one.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What is wrong with the next answers, in order; after these all is well.</summary>
    public Queue<Trouble> Troubles { get; } = new();

    public string Tag { get; set; } = "\"one\"";

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Between pieces of 16 KiB.</summary>
    public TimeSpan Pause { get; set; }

    public Uri Address(string file) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{file}");

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using NetworkStream stream = client.GetStream();
                (string file, long from, string? ifRange) = await ReadAsync(stream);
                Trouble trouble = Troubles.TryDequeue(out Trouble? next) ? next : new Trouble();
                if (trouble.Status is { } status)
                {
                    await SendAsync(stream, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }

                if (!Files.TryGetValue(file, out byte[]? content))
                {
                    await SendAsync(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }

                bool ranged = from >= 0 && KnowsRanges && (ifRange is null || ifRange == Tag);
                if (ranged && from >= content.Length)
                {
                    await SendAsync(stream, $"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{content.Length}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }

                long begin = ranged ? from : 0;
                string head = ranged ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {begin}-{content.Length - 1}/{content.Length}\r\n" : "HTTP/1.1 200 OK\r\n";
                await SendAsync(stream, $"{head}ETag: {Tag}\r\nContent-Length: {content.Length - begin}\r\nConnection: close\r\n\r\n");
                for (long at = begin; at < content.Length;)
                {
                    int count = (int)Math.Min(16 * 1024, Math.Min(content.Length - at, trouble.After - (at - begin)));
                    await stream.WriteAsync(content.AsMemory((int)at, count), _stop.Token);
                    at += count;
                    if (at - begin >= trouble.After)
                    {
                        await stream.FlushAsync(_stop.Token);
                        if (trouble.Stalls)
                            await Task.Delay(Timeout.Infinite, _stop.Token);
                        return;
                    }

                    if (Pause > TimeSpan.Zero)
                        await Task.Delay(Pause, _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task<(string File, long From, string? IfRange)> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string line = await reader.ReadLineAsync(_stop.Token) ?? "";
        long from = -1;
        string? ifRange = null;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            if (header.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = header["If-Range: ".Length..];
        }

        string file = line.Split(' ') is [_, var path, ..] ? path.TrimStart('/') : "";
        lock (Requests)
            Requests.Add(from >= 0 ? $"{file} from {from}" : file);
        return (file, from, ifRange);
    }

    private static Task SendAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    /// <summary>One bad answer.</summary>
    /// <param name="Status">This instead of the file.</param>
    /// <param name="After">So many bytes of the file come.</param>
    /// <param name="Stalls">Then nothing more; else the connection is closed.</param>
    internal sealed record Trouble(string? Status = null, long After = long.MaxValue, bool Stalls = false);
}
