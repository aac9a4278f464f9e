using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>write(2): may write less than asked for.</summary>
    public static Errno Write(FileDescriptor file, ReadOnlySpan<byte> buffer, out int count)
    {
        nint answer;
        do
            answer = WriteRaw(file, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteRaw(FileDescriptor file, ReadOnlySpan<byte> buffer, nint length);
}
