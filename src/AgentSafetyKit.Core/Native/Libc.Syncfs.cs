using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>syncfs(2): the whole file system the handle lies on.</summary>
    public static Errno Syncfs(FileDescriptor file)
    {
        int answer;
        do
            answer = SyncfsRaw(file);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncfsRaw(FileDescriptor file);
}
