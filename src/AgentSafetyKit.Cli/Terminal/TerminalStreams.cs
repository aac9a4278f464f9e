using System.Text;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The three streams as text.</summary>
internal sealed record TerminalStreams(TextReader Input, TextWriter Output, TextWriter Error)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>Cancelled when nobody reads our output any more: noticed at the next write, or by <see cref="WatchReaderAsync"/>.</summary>
    public CancellationToken ReaderGone { get; init; }

    /// <summary>Looks whether our output still has a reader; null: it is not a stream of the process.</summary>
    public Func<CancellationToken, Task>? WatchReader { get; init; }

    /// <summary>For a command that goes on: it ends with its reader even while it has nothing to say.</summary>
    public Task WatchReaderAsync(CancellationToken cancellation) => WatchReader?.Invoke(cancellation) ?? Task.CompletedTask;

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
            WatchReader = cancellation => WatchAsync(readerGone, cancellation),
        };
    }

    private static async Task WatchAsync(CancellationTokenSource readerGone, CancellationToken cancellation)
    {
        while (!IsGone())
            await Task.Delay(Look, cancellation).ConfigureAwait(false);
        await readerGone.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>poll(2) says of a pipe without a reader that it is in error, unasked.</summary>
    private static bool IsGone()
    {
        Span<PollEvents> events = [PollEvents.None];
        return Libc.Poll([FileDescriptor.StandardOutput], events, 0) == Errors.Errno.Ok && events[0].HasFlag(PollEvents.Error);
    }
}
