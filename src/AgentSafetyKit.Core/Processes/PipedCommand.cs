using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// A command whose output, or whose input, is a stream of ours: for what is too long to be held in memory. What else it says is kept, up to a limit. Disposing ends it with all its children.
/// </summary>
public sealed class PipedCommand : IAsyncDisposable
{
    private const int SaidLimit = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ChildProcess _child;
    private readonly Task _listening;
    private readonly MemoryStream _said = new();
    private readonly CancellationTokenRegistration _giveUp;

    private PipedCommand(ChildProcess child, Stream stream, FileDescriptor words, CancellationToken cancellation)
    {
        _child = child;
        Stream = stream;
        _listening = Task.Factory.StartNew(() => Listen(words), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // Whoever waits in the stream sees its end then.
        _giveUp = cancellation.Register(() => _child.Send(Signal.Kill));
    }

    /// <summary>Its standard output or its standard input. Closing the latter is its end of file.</summary>
    public Stream Stream { get; }

    /// <summary>Its output is ours to read; it has nothing on its input.</summary>
    public static PipedCommand Read(CommandSpec command, CancellationToken cancellation) => Start(command, reads: true, cancellation);

    /// <summary>Its input is ours to write.</summary>
    public static PipedCommand Write(CommandSpec command, CancellationToken cancellation) => Start(command, reads: false, cancellation);

    /// <summary>Waits for its end: the exit code, and what it said besides (the first 64 KiB).</summary>
    public async Task<(int Code, byte[] Said)> EndAsync(CancellationToken cancellation)
    {
        Stream.Dispose();
        int code = await _child.Exit.WaitAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAny(_listening, Task.Delay(Patience, cancellation)).ConfigureAwait(false);
        lock (_said)
            return (code, _said.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _giveUp.DisposeAsync().ConfigureAwait(false);
        Stream.Dispose();
        if (!_child.HasExited)
            await _child.StopAsync(Patience).ConfigureAwait(false);
    }

    private static PipedCommand Start(CommandSpec command, bool reads, CancellationToken cancellation)
    {
        const string nothing = "/dev/null";
        cancellation.ThrowIfCancellationRequested();
        Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(nothing), OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0, out FileDescriptor empty).Check("openat", nothing);
        using (empty)
        {
            Libc.Pipe(out FileDescriptor readEnd, out FileDescriptor writeEnd).Check("pipe2");
            using FileDescriptor theirs = reads ? writeEnd : readEnd;
            FileDescriptor ours = reads ? readEnd : writeEnd;
            FileDescriptor? words = null;
            try
            {
                Libc.Pipe(out words, out FileDescriptor saying).Check("pipe2");
                using (saying)
                {
                    ChildProcess child = ChildProcess.Start(command, new SpawnOptions
                    {
                        StandardInput = reads ? empty : theirs,
                        StandardOutput = reads ? theirs : saying,
                        StandardError = saying,
                        NewProcessGroup = true,
                    });
                    return new PipedCommand(child, new PipeStream(ours, reads), words, cancellation);
                }
            }
            catch
            {
                ours.Dispose();
                words?.Dispose();
                throw;
            }
        }
    }

    private void Listen(FileDescriptor words)
    {
        using (words)
        {
            byte[] buffer = new byte[4096];
            while (Libc.Read(words, buffer, out int count) == Errno.Ok && count > 0)
            {
                lock (_said)
                    _said.Write(buffer, 0, (int)Math.Min(count, SaidLimit - _said.Length));
            }
        }
    }
}
