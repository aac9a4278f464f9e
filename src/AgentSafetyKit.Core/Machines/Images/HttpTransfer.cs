using System.Globalization;
using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// Asks a server for a file through curl(1), which knows the proxies, the certificates and the redirections of this host. It writes to a pipe of ours, so that it ends with us, however we end. An address that came by https is never
/// left for one that did not.
/// </summary>
internal sealed class HttpTransfer
{
    private const int MostHeadBytes = 256 * 1024;
    private const string CertificateError = "60";
    private const int BufferLength = 64 * 1024;

    /// <summary>So long the server may send nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives a file, or a part of it.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="fields">Added to the request, such as <c>Range: bytes=100-</c>.</param>
    /// <param name="begin">Told of the last answer's head; may throw.</param>
    /// <param name="content">Told of the content; may throw.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DownloadException">It did not come, or not whole.</exception>
    public async Task GetAsync(Uri address, IEnumerable<string> fields, Action<HttpHead> begin, Action<ReadOnlySpan<byte>> content, CancellationToken cancellation)
    {
        var head = new MemoryStream();
        bool begun = false;
        void Receive(ReadOnlySpan<byte> bytes)
        {
            while (!begun)
            {
                head.Write(bytes);
                ReadOnlySpan<byte> all = head.GetBuffer().AsSpan(0, (int)head.Length);
                int end = all.IndexOf("\r\n\r\n"u8);
                if (end < 0 && all.Length > MostHeadBytes)
                    throw NoHttp();
                if (end < 0)
                    return;
                HttpHead found = HttpHead.Parse(Encoding.Latin1.GetString(all[..end])) ?? throw NoHttp();
                bytes = all[(end + 4)..].ToArray();
                head.SetLength(0);
                if (found.Status is (>= 100 and < 200) or (>= 300 and < 400))
                    continue; // another answer follows
                begun = true;
                begin(found);
            }

            if (!bytes.IsEmpty)
                content(bytes);
        }

        await using PipedCommand command = PipedCommand.Read(CommandOf(address, fields), cancellation);
        await Task.Factory.StartNew(() => ReadAll(command.Stream, Receive), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        (int code, byte[] said) = await command.EndAsync(cancellation).ConfigureAwait(false);
        if (code != 0 || !begun)
            throw Failed(Encoding.UTF8.GetString(said));
    }

    private static void ReadAll(Stream stream, Action<ReadOnlySpan<byte>> receive)
    {
        byte[] buffer = new byte[BufferLength];
        for (int count; (count = stream.Read(buffer)) > 0;)
            receive(buffer.AsSpan(0, count));
    }

    private CommandSpec CommandOf(Uri address, IEnumerable<string> fields)
    {
        string protocols = address.Scheme == Uri.UriSchemeHttps ? "=https" : "=http,https";
        string silence = Math.Max(1, Math.Ceiling(Silence.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new CommandSpec(
            "curl",
            [
                "--disable", "--silent", "--show-error", "--globoff", "--include", "--suppress-connect-headers", "--location", "--max-redirs", "5", "--proto", protocols, "--proto-redir", protocols,
                "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", silence, "--user-agent", "agsekit", "--header", "Accept-Encoding: identity",
                .. fields.SelectMany(field => new[] { "--header", field }),
                "--", address.AbsoluteUri,
            ]);
    }

    /// <summary>Its words are such as "curl: (7) Failed to connect to example.org port 443: Connection refused".</summary>
    private DownloadException Failed(string words)
    {
        string last = words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        string code = last.StartsWith("curl: (", StringComparison.Ordinal) ? last["curl: (".Length..].Split(')')[0] : "";
        string told = Printable.Escape(code.Length > 0 ? last[(last.IndexOf(')', StringComparison.Ordinal) + 1)..].Trim() : last);
        return code switch
        {
            "18" or "56" or "92" => new DownloadException(new Text("the server broke it off", "сервер прервал передачу"), isFinal: false),
            "28" => new DownloadException(new Text($"the server sent nothing for {Silence.TotalSeconds:0.#} s", $"сервер молчал {Silence.TotalSeconds:0.#} с"), isFinal: false),
            _ => new DownloadException(told.Length > 0 ? Text.Verbatim(told) : new Text("the server did not answer", "сервер не ответил"), isFinal: code == CertificateError),
        };
    }

    private static DownloadException NoHttp() => new(new Text("the server does not speak HTTP", "сервер не говорит по HTTP"), isFinal: true);
}
