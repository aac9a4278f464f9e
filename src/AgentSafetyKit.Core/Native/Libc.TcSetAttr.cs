using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>tcsetattr(3), at once (TCSANOW): waiting for output could last for ever on a stopped terminal. Takes what <see cref="GetTerminalModes"/> gave.</summary>
    public static Errno SetTerminalModes(FileDescriptor terminal, ReadOnlySpan<byte> modes)
    {
        const int now = 0;
        int answer;
        do
            answer = TcSetAttrRaw(terminal, now, modes);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int TcSetAttrRaw(FileDescriptor terminal, int when, ReadOnlySpan<byte> modes);
}
