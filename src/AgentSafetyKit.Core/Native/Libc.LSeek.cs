using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>lseek(2); ENXIO from <see cref="SeekFrom.Data"/> means: no data after this offset.</summary>
    public static Errno LSeek(FileDescriptor file, long offset, SeekFrom origin, out long position)
    {
        nint answer;
        do
            answer = LSeekRaw(file, offset, (int)origin);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        position = answer < 0 ? 0 : answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    private static partial nint LSeekRaw(FileDescriptor file, long offset, int origin);
}
