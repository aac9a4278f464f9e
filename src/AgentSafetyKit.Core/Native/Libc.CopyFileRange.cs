using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>copy_file_range(2) at explicit offsets: shares blocks where the file system can; 0 bytes is the end of the source. Linux copies 2 GiB at most in one call.</summary>
    public static Errno CopyFileRange(FileDescriptor source, ref long sourceOffset, FileDescriptor destination, ref long destinationOffset, nint length, out nint count)
    {
        nint answer;
        do
            answer = CopyFileRangeRaw(source, ref sourceOffset, destination, ref destinationOffset, length, 0);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRangeRaw(FileDescriptor source, ref long sourceOffset, FileDescriptor destination, ref long destinationOffset, nint length, uint flags);
}
