using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fstatvfs(3): size and free space of the file system a handle lies on.</summary>
    public static Errno FstatVfs(FileDescriptor file, out StatVfsBuffer buffer)
    {
        int answer;
        do
            answer = FstatVfsRaw(file, out buffer);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fstatvfs", SetLastError = true)]
    private static partial int FstatVfsRaw(FileDescriptor file, out StatVfsBuffer buffer);
}
