using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>mknodat(2), for FIFOs and sockets: device nodes are never made.</summary>
    public static Errno MknodAt(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = MknodAtRaw(folder, name, mode, 0);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true)]
    private static partial int MknodAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, uint mode, ulong device);
}
