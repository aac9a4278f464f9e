using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// The three pipes to a command and the one thread that serves them: feeds its standard input, keeps the first bytes of its two outputs and throws the rest away.
/// No call in it blocks on a single pipe, so <see cref="Stop"/> always ends it, even while a grandchild holds the other ends.
/// </summary>
internal sealed class PipePump : IDisposable
{
    /// <summary>PIPE_BUF: a pipe that poll(2) calls writable takes this much without blocking.</summary>
    private const int NeverBlocks = 4096;

    /// <summary>Read after <see cref="Stop"/> at most, of what was written before: more than a pipe holds by default, an end against a writer that does not stop.</summary>
    private const int LastGulp = 1 << 20;

    private const int Input = 0, Output = 1, Error = 2, Stopping = 3;

    private readonly int _limit;
    private readonly ReadOnlyMemory<byte> _input;
    private readonly FileDescriptor?[] _ours = new FileDescriptor?[4];
    private readonly List<FileDescriptor> _childs = [];
    private readonly FileDescriptor _stop;
    private readonly MemoryStream[] _kept = [new(), new(), new()];
    private readonly LineSplitter[] _lines;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly OutputHeard? _onBytes;
    private int _fed;

    public PipePump(ReadOnlyMemory<byte> input, int limit, Action<string>? onLine, OutputHeard? onBytes = null)
    {
        _input = input;
        _limit = limit;
        _onBytes = onBytes;
        // Lines of the two outputs are cut apart; both go to the same receiver.
        _lines = [new(null), new(onLine), new(onLine)];
        try
        {
            _childs.Add(Pipe(Input, ourEndReads: false));
            _childs.Add(Pipe(Output, ourEndReads: true));
            _childs.Add(Pipe(Error, ourEndReads: true));
            _stop = Pipe(Stopping, ourEndReads: true);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts the command on the pipes, in a process group of its own. Its ends are closed here in any case: only so do we see the end of its output.</summary>
    public ChildProcess Start(CommandSpec command)
    {
        try
        {
            return ChildProcess.Start(command, new SpawnOptions
            {
                StandardInput = _childs[Input],
                StandardOutput = _childs[Output],
                StandardError = _childs[Error],
                NewProcessGroup = true,
            });
        }
        finally
        {
            _childs.ForEach(end => end.Dispose());
        }
    }

    /// <summary>Serves the pipes until both outputs are at their end, or <see cref="Stop"/>. Fails with what the receiver of lines throws.</summary>
    public Task RunAsync() => Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What is in the pipes now is still read; then the task of <see cref="RunAsync"/> ends.</summary>
    public void Stop() => _stop.Dispose();

    /// <summary>The first bytes of standard output. For after the end of <see cref="RunAsync"/>.</summary>
    public byte[] KeptOutput() => _kept[Output].ToArray();

    /// <inheritdoc cref="KeptOutput"/>
    public byte[] KeptError() => _kept[Error].ToArray();

    public void Dispose()
    {
        _childs.ForEach(end => end.Dispose());
        _stop?.Dispose();
        foreach (FileDescriptor? end in _ours)
            end?.Dispose();
    }

    /// <summary>Makes a pipe, keeps our end and answers the other.</summary>
    private FileDescriptor Pipe(int index, bool ourEndReads)
    {
        Libc.Pipe(out FileDescriptor readEnd, out FileDescriptor writeEnd).Check("pipe2");
        _ours[index] = ourEndReads ? readEnd : writeEnd;
        return ourEndReads ? writeEnd : readEnd;
    }

    private void Serve()
    {
        try
        {
            if (_input.IsEmpty)
                Close(Input);
            Span<PollEvents> events = stackalloc PollEvents[4];
            while (_ours[Output] is not null || _ours[Error] is not null)
            {
                PollEvents[] wanted = [PollEvents.Output, PollEvents.Input, PollEvents.Input, PollEvents.Input];
                wanted.CopyTo(events);
                Libc.Poll(_ours, events, -1).Check("poll");
                if (events[Stopping] != PollEvents.None)
                {
                    Empty(Output);
                    Empty(Error);
                    break;
                }

                if (events[Input] != PollEvents.None)
                    Feed();
                if (events[Output] != PollEvents.None)
                    Collect(Output);
                if (events[Error] != PollEvents.None)
                    Collect(Error);
            }

            _lines[Output].Finish();
            _lines[Error].Finish();
        }
        finally
        {
            // At once, not at the end of the caller's work: whoever still writes learns that nobody reads.
            Close(Input);
            Close(Output);
            Close(Error);
        }
    }

    private void Feed()
    {
        ReadOnlySpan<byte> rest = _input.Span[_fed..];
        Errno errno = Libc.Write(_ours[Input]!, rest[..Math.Min(rest.Length, NeverBlocks)], out int count);
        _fed += count;
        // EPIPE: the command does not want (the rest of) its input. That is its own affair.
        if (errno != Errno.Ok || _fed == _input.Length)
            Close(Input);
    }

    private int Collect(int index)
    {
        if (Libc.Read(_ours[index]!, _buffer, out int count) != Errno.Ok || count == 0)
        {
            Close(index);
            return 0;
        }

        _kept[index].Write(_buffer, 0, (int)Math.Min(count, _limit - _kept[index].Length));
        _lines[index].Add(_buffer.AsSpan(0, count));
        _onBytes?.Invoke(index == Error, _buffer.AsSpan(0, count));
        return count;
    }

    /// <summary>Reads what lies in the pipe, without waiting for more.</summary>
    private void Empty(int index)
    {
        Span<PollEvents> events = stackalloc PollEvents[1];
        for (int total = 0; _ours[index] is { } pipe && total < LastGulp;)
        {
            events[0] = PollEvents.Input;
            if (Libc.Poll([pipe], events, 0) != Errno.Ok || events[0] == PollEvents.None)
                return;
            total += Collect(index);
        }
    }

    private void Close(int index)
    {
        _ours[index]?.Dispose();
        _ours[index] = null;
    }
}
