using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>pread(2): 0 bytes is the end.</summary>
    public static Errno Pread(FileDescriptor file, Span<byte> buffer, long offset, out int count)
    {
        nint answer;
        do
            answer = PreadRaw(file, buffer, buffer.Length, offset);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    private static partial nint PreadRaw(FileDescriptor file, Span<byte> buffer, nint length, long offset);
}
