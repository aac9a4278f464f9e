using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>pwrite(2): may write less than asked for.</summary>
    public static Errno Pwrite(FileDescriptor file, ReadOnlySpan<byte> buffer, long offset, out int count)
    {
        nint answer;
        do
            answer = PwriteRaw(file, buffer, buffer.Length, offset);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint PwriteRaw(FileDescriptor file, ReadOnlySpan<byte> buffer, nint length, long offset);
}
