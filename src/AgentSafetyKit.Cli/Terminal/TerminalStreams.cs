using System.Text;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The three streams as text.</summary>
internal sealed record TerminalStreams(TextReader Input, TextWriter Output, TextWriter Error)
{
    /// <summary>Cancelled when nobody reads our output any more: noticed at the next write.</summary>
    public CancellationToken ReaderGone { get; init; }

    /// <summary>The process's own. Opened by descriptor: the console's own set-up (encodings, terminal modes) would cost start time and change the terminal under a child.</summary>
    public static TerminalStreams OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var readerGone = new CancellationTokenSource();
        return new TerminalStreams(
            new StreamReader(new StandardStream(FileDescriptor.StandardInput, "standard input", writes: false), utf8),
            new StreamWriter(new StandardStream(FileDescriptor.StandardOutput, StandardStream.OutputName, writes: true, readerGone), utf8, 4096) { AutoFlush = true },
            new StreamWriter(new StandardStream(FileDescriptor.StandardError, "standard error", writes: true), utf8, 1024) { AutoFlush = true })
        {
            ReaderGone = readerGone.Token,
        };
    }
}
