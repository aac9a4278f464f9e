using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>fgetxattr(2); an empty buffer asks for the size needed.</summary>
    public static Errno FGetXattr(FileDescriptor file, ReadOnlySpan<byte> name, Span<byte> buffer, out int count)
    {
        RequireTerminated(name);
        nint answer;
        do
            answer = FGetXattrRaw(file, name, buffer, buffer.Length);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        count = answer < 0 ? 0 : (int)answer;
        return ErrnoOf(answer);
    }

    [LibraryImport(Library, EntryPoint = "fgetxattr", SetLastError = true)]
    private static partial nint FGetXattrRaw(FileDescriptor file, ReadOnlySpan<byte> name, Span<byte> buffer, nint length);
}
