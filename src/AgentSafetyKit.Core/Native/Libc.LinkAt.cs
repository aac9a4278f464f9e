using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>linkat(2); links a symbolic link itself, never what it points to.</summary>
    public static Errno LinkAt(FileDescriptor oldFolder, ReadOnlySpan<byte> oldName, FileDescriptor newFolder, ReadOnlySpan<byte> newName)
    {
        RequireTerminated(oldName);
        RequireTerminated(newName);
        int answer;
        do
            answer = LinkAtRaw(oldFolder, oldName, newFolder, newName, 0);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    private static partial int LinkAtRaw(FileDescriptor oldFolder, ReadOnlySpan<byte> oldName, FileDescriptor newFolder, ReadOnlySpan<byte> newName, int flags);
}
