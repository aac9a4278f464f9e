using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// A command in a terminal of its own that we are the other side of: what it prints is read here, what is written here it takes as keys. Its terminal passes bytes on as they are only as far as the
/// command wants it so (ssh does). Disposing ends the command and whatever runs in its terminal.
/// </summary>
public sealed class TerminalCommand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ChildProcess _child;
    private readonly FileDescriptor _terminal;

    private TerminalCommand(ChildProcess child, FileDescriptor terminal)
    {
        _child = child;
        _terminal = terminal;
    }

    /// <summary>As <see cref="ChildProcess.Exit"/>.</summary>
    public Task<int> Exit => _child.Exit;

    /// <exception cref="SystemCallException">There is no terminal to be had, or the command can not be started.</exception>
    public static TerminalCommand Start(CommandSpec command, int columns, int rows)
    {
        Libc.OpenTerminal(out FileDescriptor ours, out string theirs).Check("open", "/dev/ptmx");
        try
        {
            Libc.SetTerminalSize(ours, columns, rows).Check("ioctl", theirs);
            return new TerminalCommand(ChildProcess.Start(command, new SpawnOptions { Terminal = theirs, NewSession = true }), ours);
        }
        catch
        {
            ours.Dispose();
            throw;
        }
    }

    /// <summary>Waits for what it prints; 0: it has ended. Blocks: for a thread that has nothing else to do.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            // EIO: nobody has the other side open any more.
            return Libc.Read(_terminal, buffer, out int count) == Errno.Ok ? count : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Keys. Blocks while the command takes none. Nothing happens when it has ended.</summary>
    public void Write(ReadOnlySpan<byte> keys)
    {
        try
        {
            while (!keys.IsEmpty && Libc.Write(_terminal, keys, out int count) == Errno.Ok)
                keys = keys[count..];
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    /// <summary>Nothing happens when the command has ended.</summary>
    public void Resize(int columns, int rows)
    {
        try
        {
            _ = Libc.SetTerminalSize(_terminal, columns, rows);
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_child.HasExited)
            await _child.StopAsync(Patience).ConfigureAwait(false);
        _terminal.Dispose();
    }
}
