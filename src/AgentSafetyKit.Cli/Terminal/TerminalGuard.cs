using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Puts the terminal right after a program of the guest that had it: a killed agent leaves raw modes, mouse reports, the other screen, a hidden cursor, and a hostile one leaves worse.
/// Begins where the program gets the terminal; ends, once, before our next word. Does nothing unless input, output and error are all the terminal: else it may be another program's.
/// </summary>
internal sealed class TerminalGuard : IDisposable
{
    /// <summary>
    /// xterm's control sequences: first character set (SI), main screen, soft reset, plain letters, no mouse reports, no bracketed paste, a visible cursor. Leaving the other
    /// screen also moves the cursor to where it was saved, even when that screen was not in use; hence it is saved (ESC 7) right before. Nothing is cleared.
    /// </summary>
    internal const string Reset = "\u000f\e7\e[?1049l\e[!p\e[m\e[?1000l\e[?1002l\e[?1003l\e[?1006l\e[?2004l\e[?25h";

    private readonly TextWriter _error;
    private readonly byte[]? _modes;
    private int _ended;

    private TerminalGuard(TextWriter error, byte[]? modes)
    {
        _error = error;
        _modes = modes;
    }

    public static TerminalGuard? Begin(TerminalSettings settings, TextWriter error)
    {
        if (settings is not { InputIsTerminal: true, OutputIsTerminal: true, ErrorIsTerminal: true })
            return null;
        bool known = Libc.GetTerminalModes(FileDescriptor.StandardInput, out byte[] modes) == Errno.Ok;
        return new TerminalGuard(error, known ? modes : null);
    }

    /// <summary>The modes of before the program, for a while; answers the program's own.</summary>
    public byte[]? Suspend()
    {
        bool known = Libc.GetTerminalModes(FileDescriptor.StandardInput, out byte[] now) == Errno.Ok;
        if (_modes is not null)
            _ = Libc.SetTerminalModes(FileDescriptor.StandardInput, _modes);
        return known ? now : null;
    }

    public static void Resume(byte[]? modes)
    {
        if (modes is not null)
            _ = Libc.SetTerminalModes(FileDescriptor.StandardInput, modes);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        // A terminal that is gone needs no modes.
        if (_modes is not null)
            _ = Libc.SetTerminalModes(FileDescriptor.StandardInput, _modes);
        _error.Write(Reset);
        _error.Flush();
    }
}
