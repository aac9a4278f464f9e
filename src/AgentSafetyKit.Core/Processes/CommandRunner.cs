using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// Runs a command to its end and collects what it prints: at most <see cref="OutputLimit"/> bytes of each stream (the rest is read and thrown away), for at
/// most the given time. The command runs in a process group of its own and is ended with all its children when the time is over or the caller gives up.
/// </summary>
public sealed class CommandRunner(TimeProvider time)
{
    public const int OutputLimit = 16 << 20;

    /// <summary>How long a command is waited for after it was asked to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="command">What to run.</param>
    /// <param name="input">Given on standard input; empty: standard input is at its end at once.</param>
    /// <param name="timeout">After which the command is ended and <see cref="CommandResult.TimedOut"/> set.</param>
    /// <param name="onLine">Called for each whole line of either stream while it runs, from other threads.</param>
    /// <param name="cancellation">Ends the command.</param>
    public async Task<CommandResult> RunAsync(
        CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan timeout, Action<string>? onLine, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Libc.Pipe(out FileDescriptor childInput, out FileDescriptor ourInput).Check("pipe2");
        Libc.Pipe(out FileDescriptor ourOutput, out FileDescriptor childOutput).Check("pipe2");
        Libc.Pipe(out FileDescriptor ourError, out FileDescriptor childError).Check("pipe2");
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(command, new SpawnOptions
            {
                StandardInput = childInput,
                StandardOutput = childOutput,
                StandardError = childError,
                NewProcessGroup = true,
            });
        }
        catch
        {
            ourInput.Dispose();
            ourOutput.Dispose();
            ourError.Dispose();
            throw;
        }
        finally
        {
            childInput.Dispose();
            childOutput.Dispose();
            childError.Dispose();
        }

        Task feed = OnThread(() => Feed(ourInput, input));
        Task<byte[]> output = OnThread(() => Collect(ourOutput, onLine));
        Task<byte[]> error = OnThread(() => Collect(ourError, onLine));
        bool timedOut = false;
        try
        {
            await Task.WhenAll(child.Exit, output, error).WaitAsync(timeout, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            timedOut = true;
            await child.StopAsync(Patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(Patience).ConfigureAwait(false);
            throw;
        }

        // A grandchild that left the group may hold the pipes for ever: what came so far is the answer then.
        Task drained = Task.WhenAll(output, error, feed);
        await Task.WhenAny(drained, Task.Delay(Patience, time, CancellationToken.None)).ConfigureAwait(false);
        return new CommandResult(
            await child.Exit.ConfigureAwait(false), ResultOrEmpty(output), ResultOrEmpty(error), timedOut);
    }

    private static byte[] ResultOrEmpty(Task<byte[]> task) => task.IsCompletedSuccessfully ? task.Result : [];

    private static Task OnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Feed(FileDescriptor pipe, ReadOnlyMemory<byte> input)
    {
        using (pipe)
        {
            ReadOnlySpan<byte> rest = input.Span;
            while (!rest.IsEmpty && Libc.Write(pipe, rest, out int count) == Errno.Ok)
                rest = rest[count..];
        }
    }

    private static byte[] Collect(FileDescriptor pipe, Action<string>? onLine)
    {
        using (pipe)
        {
            using var all = new MemoryStream();
            var lines = new LineSplitter(onLine);
            byte[] buffer = new byte[32 * 1024];
            while (Libc.Read(pipe, buffer, out int count) == Errno.Ok && count > 0)
            {
                lines.Add(buffer.AsSpan(0, count));
                all.Write(buffer, 0, (int)Math.Min(count, OutputLimit - all.Length));
            }

            lines.Finish();
            return all.ToArray();
        }
    }
}
