using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Client;

/// <summary>
/// Asks the daemon over its socket. Speaks HTTP/1.0, where an answer ends with its connection: that is all that is needed between two parts of one product, and the class library's client would be a tenth of the executable.
/// </summary>
/// <param name="socket">The daemon's.</param>
/// <param name="language">Of the words in answers.</param>
public sealed class DaemonClient(string socket, Language language)
{
    private const int LargestAnswer = 16 << 20;

    /// <summary>How long an answer may take where nothing else is said.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    /// <summary>What is at this path.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.DaemonUnavailable"/>: nobody answers; else what the daemon says.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => GetAsync(path, type, UsualPatience, cancellation);

    /// <summary>As the other, with another patience.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken cancellation)
    {
        (int status, ReadOnlyMemory<byte> body) = await AskAsync("GET", path, patience, cancellation).ConfigureAwait(false);
        return Read(status, body, type);
    }

    /// <summary>What is answered to this, with a body in JSON; an empty one is none. The answer may be empty too: then it is null.</summary>
    /// <exception cref="KitException">As <see cref="GetAsync{T}(string, JsonTypeInfo{T}, CancellationToken)"/>.</exception>
    public async Task<T> SendAsync<T>(string method, string path, byte[] sent, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken cancellation)
    {
        (int status, ReadOnlyMemory<byte> body) = await AskAsync(method, path, sent, patience, cancellation).ConfigureAwait(false);
        return status == 204 ? default! : Read(status, body, type);
    }

    private static T Read<T>(int status, ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            if (status < 300)
                return JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException("nothing");
            ProblemResponse? problem = JsonSerializer.Deserialize(body.Span, ContractRecords.Default.ProblemResponse);
            throw new KitException(
                Enum.TryParse(problem?.Code, ignoreCase: true, out ErrorCode code) ? code : ErrorCode.DaemonUnavailable,
                Text.Verbatim(Printable.Escape(problem?.Title ?? "")),
                Text.Verbatim(Printable.Escape(problem?.Cause ?? "")),
                Text.Verbatim(Printable.Escape(problem?.Fix ?? "")))
            {
                Field = problem?.Field,
            };
        }
        catch (JsonException error)
        {
            throw Unavailable(new Text("it says something else than this version expects", "она отвечает не то, чего ждёт эта версия"), error);
        }
    }

    /// <summary>The answer's status and body, whatever they are.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.DaemonUnavailable"/>.</exception>
    public Task<(int Status, ReadOnlyMemory<byte> Body)> AskAsync(string method, string path, TimeSpan patience, CancellationToken cancellation) => AskAsync(method, path, [], patience, cancellation);

    private async Task<(int Status, ReadOnlyMemory<byte> Body)> AskAsync(string method, string path, byte[] sent, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), limit.Token).ConfigureAwait(false);
            string about = sent.Length > 0 ? "Content-Type: application/json\r\n" : "";
            string length = method == "GET" ? "" : $"Content-Length: {sent.Length}\r\n";
            string request = $"{method} {path} HTTP/1.0\r\nHost: agsekit\r\nAccept-Language: {(language == Language.Russian ? "ru" : "en")}\r\n{about}{length}\r\n";
            byte[] all = [.. Encoding.ASCII.GetBytes(request), .. sent];
            for (int done = 0; done < all.Length;)
                done += await connection.SendAsync(all.AsMemory(done), limit.Token).ConfigureAwait(false);
            return Parse(await ReadAsync(connection, limit.Token).ConfigureAwait(false));
        }
        catch (SocketException error)
        {
            throw Unavailable(new Text("nobody answers on its socket", "на её сокете никто не отвечает"), error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable(new Text("it did not answer in time", "она не ответила вовремя"), error);
        }
    }

    private static async Task<byte[]> ReadAsync(Socket connection, CancellationToken cancellation)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 << 10];
        int count;
        while ((count = await connection.ReceiveAsync(buffer, cancellation).ConfigureAwait(false)) > 0 && answer.Length < LargestAnswer)
            answer.Write(buffer, 0, count);
        return answer.ToArray();
    }

    /// <summary>A line such as "HTTP/1.1 200 OK", headers, an empty line, the body.</summary>
    private static (int Status, ReadOnlyMemory<byte> Body) Parse(byte[] answer)
    {
        int end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        string[] words = end < 0 ? [] : Encoding.ASCII.GetString(answer.AsSpan(0, answer.AsSpan().IndexOf((byte)'\r'))).Split(' ');
        if (words.Length < 2 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            throw Unavailable(new Text("it does not speak HTTP", "она не говорит по HTTP"), null);
        return (status, answer.AsMemory(end + 4));
    }

    private static KitException Unavailable(Text cause, Exception? inner) => new(
        ErrorCode.DaemonUnavailable,
        new Text("the daemon does not answer", "фоновая служба не отвечает"),
        cause,
        Text.Verbatim("agsekit daemon start"),
        inner);
}
