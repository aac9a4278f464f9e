using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>read(2): 0 bytes is the end.</summary>
    public static Errno Read(FileDescriptor file, Span<byte> buffer, out int count)
    {
        nint answer;
        do
            answer = ReadRaw(file, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadRaw(FileDescriptor file, Span<byte> buffer, nint length);
}
