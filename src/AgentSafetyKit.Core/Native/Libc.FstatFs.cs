using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fstatfs(2): what kind of file system a handle lies on.</summary>
    public static Errno FstatFs(FileDescriptor file, out StatFsBuffer buffer)
    {
        int answer;
        do
            answer = FstatFsRaw(file, out buffer);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int FstatFsRaw(FileDescriptor file, out StatFsBuffer buffer);
}
