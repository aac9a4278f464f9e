using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>tcgetattr(3): a terminal's modes, to be put back as they are. An opaque struct termios (60 bytes on Linux, here with room to spare).</summary>
    public static Errno GetTerminalModes(FileDescriptor terminal, out byte[] modes)
    {
        modes = new byte[128];
        return ErrnoOf(TcGetAttrRaw(terminal, modes));
    }

    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int TcGetAttrRaw(FileDescriptor terminal, Span<byte> modes);
}
