using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>ioctl(2) TIOCGWINSZ: how many columns a terminal has; 0 where it is none, or does not say.</summary>
    public static int TerminalColumns(FileDescriptor terminal) => WindowSize(terminal, 1);

    /// <summary>How many lines it has; 0 as above.</summary>
    public static int TerminalRows(FileDescriptor terminal) => WindowSize(terminal, 0);

    /// <summary>Makes the programs of a terminal draw it anew: its size changes by a line and back (TIOCSWINSZ), of which they are told (SIGWINCH).</summary>
    public static void NudgeTerminal(FileDescriptor terminal, TimeSpan between)
    {
        const ulong getWindowSize = 0x5413, setWindowSize = 0x5414;
        Span<ushort> size = stackalloc ushort[4];
        if (ErrnoOf(WindowSizeRaw(terminal, getWindowSize, size)) != Errno.Ok || size[0] < 3)
            return;
        size[0]--;
        _ = WindowSizeRaw(terminal, setWindowSize, size);
        Thread.Sleep(between);
        size[0]++;
        _ = WindowSizeRaw(terminal, setWindowSize, size);
    }

    private static int WindowSize(FileDescriptor terminal, int side)
    {
        const ulong getWindowSize = 0x5413;
        Span<ushort> size = stackalloc ushort[4];
        return ErrnoOf(WindowSizeRaw(terminal, getWindowSize, size)) == Errno.Ok ? size[side] : 0;
    }

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int WindowSizeRaw(FileDescriptor terminal, ulong request, Span<ushort> size);
}
