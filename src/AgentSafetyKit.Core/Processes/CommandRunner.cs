namespace AgentSafetyKit.Processes;

/// <summary>
/// Runs a command to its end and collects what it prints: at most <see cref="OutputLimit"/> bytes of each stream (the rest is read and thrown away), for at
/// most the given time. The command runs in a process group of its own and is ended with all its children when the time is over or the caller gives up. A child
/// that the command itself leaves behind goes on living; if it holds the command's output, what came within two seconds is the answer.
/// </summary>
public sealed class CommandRunner(TimeProvider time)
{
    public const int OutputLimit = 16 << 20;

    /// <summary>How long a command is waited for after it was asked to end, and its output after it has ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="command">What to run.</param>
    /// <param name="input">Given on standard input; empty: standard input is at its end at once.</param>
    /// <param name="timeout">After which the command is ended and <see cref="CommandResult.TimedOut"/> set.</param>
    /// <param name="onLine">Called for each line of either stream while it runs, from another thread, one call at a time. What it throws ends the command and comes out here.</param>
    /// <param name="cancellation">Ends the command.</param>
    public Task<CommandResult> RunAsync(CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan timeout, Action<string>? onLine, CancellationToken cancellation) =>
        RunAsync(command, input, timeout, OutputLimit, onLine, null, cancellation);

    /// <summary>As <see cref="RunAsync(CommandSpec, ReadOnlyMemory{byte}, TimeSpan, Action{string}?, CancellationToken)"/>; its output is handed on as it comes, and nothing of it kept.</summary>
    public Task<CommandResult> StreamAsync(CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan timeout, OutputHeard onBytes, CancellationToken cancellation) =>
        RunAsync(command, input, timeout, 0, null, onBytes, cancellation);

    private async Task<CommandResult> RunAsync(
        CommandSpec command, ReadOnlyMemory<byte> input, TimeSpan timeout, int limit, Action<string>? onLine, OutputHeard? onBytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(timeout, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var pump = new PipePump(input, limit, onLine, onBytes);
        ChildProcess child = pump.Start(command);
        Task pumping = pump.RunAsync();
        bool timedOut = false;
        try
        {
            await Task.WhenAny(child.Exit, pumping).WaitAsync(giveUp.Token).ConfigureAwait(false);
            // The outputs may be at their end before the command is, or their receiver may have thrown.
            if (pumping.IsFaulted)
                await child.StopAsync(Patience).ConfigureAwait(false);
            else
                await child.Exit.WaitAsync(giveUp.Token).ConfigureAwait(false);
            await Task.WhenAny(pumping, Task.Delay(Patience, time, cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            await child.StopAsync(Patience).ConfigureAwait(false);
            timedOut = !cancellation.IsCancellationRequested;
        }
        finally
        {
            pump.Stop();
            await Task.WhenAny(pumping).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        await pumping.ConfigureAwait(false);
        return new CommandResult(await child.Exit.ConfigureAwait(false), pump.KeptOutput(), pump.KeptError(), timedOut);
    }
}
