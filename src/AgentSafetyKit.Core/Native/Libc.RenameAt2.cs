using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>renameat2(2) (glibc 2.28).</summary>
    public static Errno RenameAt2(FileDescriptor oldFolder, ReadOnlySpan<byte> oldName, FileDescriptor newFolder, ReadOnlySpan<byte> newName, RenameFlags flags)
    {
        RequireTerminated(oldName);
        RequireTerminated(newName);
        int answer;
        do
            answer = RenameAt2Raw(oldFolder, oldName, newFolder, newName, (uint)flags);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    private static partial int RenameAt2Raw(FileDescriptor oldFolder, ReadOnlySpan<byte> oldName, FileDescriptor newFolder, ReadOnlySpan<byte> newName, uint flags);
}
