using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>getdents64(2) (glibc 2.30): fills the buffer with linux_dirent64 records; 0 bytes is the end.</summary>
    public static Errno GetDents64(FileDescriptor folder, Span<byte> buffer, out int count)
    {
        nint answer;
        do
            answer = GetDents64Raw(folder, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint GetDents64Raw(FileDescriptor folder, Span<byte> buffer, nint length);
}
