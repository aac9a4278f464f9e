using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>statx(2) of a name in a folder; with <see cref="AtFlags.EmptyPath"/> and an empty name (one NUL) of the handle itself.</summary>
    public static Errno Statx(FileDescriptor folder, ReadOnlySpan<byte> name, AtFlags flags, StatxMask mask, out StatxBuffer buffer)
    {
        RequireTerminated(name);
        int answer;
        do
            answer = StatxRaw(folder, name, (int)flags, (uint)mask, out buffer);
        while (answer < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return ErrnoOf(answer);
    }

    /// <summary>statx(2) of an open handle (also one opened with O_PATH).</summary>
    public static Errno Statx(FileDescriptor file, StatxMask mask, out StatxBuffer buffer) =>
        Statx(file, "\0"u8, AtFlags.EmptyPath | AtFlags.DoNotSync, mask, out buffer);

    /// <summary>As <see cref="Statx(FileDescriptor, ReadOnlySpan{byte}, AtFlags, StatxMask, out StatxBuffer)"/>, for loops over hundreds of thousands of names: false says only that it failed.</summary>
    [SkipLocalsInit]
    internal static unsafe bool TryStatx(int folder, ReadOnlySpan<byte> name, AtFlags flags, ref StatxBuffer buffer)
    {
        RequireTerminated(name);
        fixed (byte* start = name)
        fixed (StatxBuffer* into = &buffer)
            return StatxLean(folder, start, (int)flags, (uint)(StatxMask.Basic | StatxMask.MountId), into) == 0;
    }

    [LibraryImport(Library, EntryPoint = "statx")]
    private static unsafe partial int StatxLean(int folder, byte* name, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    private static partial int StatxRaw(FileDescriptor folder, ReadOnlySpan<byte> name, int flags, uint mask, out StatxBuffer buffer);
}
