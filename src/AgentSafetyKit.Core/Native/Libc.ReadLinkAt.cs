using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>readlinkat(2): a count equal to the buffer may mean that it was too small; no NUL is added.</summary>
    public static Errno ReadLinkAt(FileDescriptor folder, ReadOnlySpan<byte> name, Span<byte> buffer, out int count)
    {
        RequireTerminated(name);
        nint answer;
        do
            answer = ReadLinkAtRaw(folder, name, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLinkAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, Span<byte> buffer, nint length);
}
