using System.Globalization;
using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>
    /// A new pseudo terminal (pty(7)): our end, and the path of the other. That end is to be opened by the process whose terminal it becomes: it is the first one the leader of a new session opens.
    /// </summary>
    public static Errno OpenTerminal(out FileDescriptor ours, out string theirs)
    {
        theirs = "";
        Errno errno = OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated("/dev/ptmx"), OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec, 0, out ours);
        if (errno != Errno.Ok)
            return errno;
        // Where the file system devpts is, grantpt(3) has nothing to do, and unlockpt(3) and ptsname(3) are these two.
        const ulong unlock = 0x40045431, getNumber = 0x80045430;
        int number = 0;
        errno = ErrnoOf(TerminalNumberRaw(ours, unlock, ref number));
        if (errno == Errno.Ok)
            errno = ErrnoOf(TerminalNumberRaw(ours, getNumber, ref number));
        if (errno == Errno.Ok)
            theirs = string.Create(CultureInfo.InvariantCulture, $"/dev/pts/{number}");
        else
            ours.Dispose();
        return errno;
    }

    /// <summary>ioctl(2) TIOCSWINSZ: the terminal's size; whoever works in it is told by SIGWINCH.</summary>
    public static Errno SetTerminalSize(FileDescriptor terminal, int columns, int rows)
    {
        const ulong setWindowSize = 0x5414;
        Span<ushort> size = [(ushort)rows, (ushort)columns, 0, 0];
        return ErrnoOf(WindowSizeRaw(terminal, setWindowSize, size));
    }

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int TerminalNumberRaw(FileDescriptor terminal, ulong request, ref int number);
}
