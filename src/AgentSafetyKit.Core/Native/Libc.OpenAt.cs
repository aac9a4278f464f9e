using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>openat(2). Always closes on exec; never makes a terminal ours.</summary>
    public static Errno OpenAt(FileDescriptor folder, ReadOnlySpan<byte> name, OpenFlags flags, uint mode, out FileDescriptor file)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = OpenAtRaw(folder, name, (int)(flags | OpenFlags.CloseOnExec | OpenFlags.NoControllingTerminal), mode);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        Errno errno = ErrnoOf(answer);
        file = errno == Errno.Ok ? new FileDescriptor(answer) : new FileDescriptor();
        return errno;
    }

    /// <summary>As above, for loops over many folders, with the bare number: below zero says only that it failed. The caller closes it.</summary>
    internal static unsafe int TryOpenAt(int folder, ReadOnlySpan<byte> name, OpenFlags flags)
    {
        RequireTerminated(name);
        fixed (byte* start = name)
            return OpenAtLean(folder, start, (int)(flags | OpenFlags.CloseOnExec), 0);
    }

    [LibraryImport(Library, EntryPoint = "openat")]
    private static unsafe partial int OpenAtLean(int folder, byte* name, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAtRaw(FileDescriptor folder, ReadOnlySpan<byte> name, int flags, uint mode);
}
