using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>sync_file_range(2) of the whole file: begins to write it to the disk and does not wait. It makes nothing safe.</summary>
    public static Errno SyncFileRange(FileDescriptor file, FileRangeSync how)
    {
        int answer;
        do
            answer = SyncFileRangeRaw(file, 0, 0, (uint)how);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRangeRaw(FileDescriptor file, long offset, long count, uint flags);
}
