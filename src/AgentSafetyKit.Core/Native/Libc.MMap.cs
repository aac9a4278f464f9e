using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

public static partial class Libc
{
    /// <summary>mmap(2) of a file from its start, or of plain memory (no file, <see cref="MapFlags.Anonymous"/>).</summary>
    internal static Errno MMap(FileDescriptor? file, nint length, MemoryProtection protection, MapFlags flags, out nint address)
    {
        address = file is null ? MMapRaw(0, length, (int)protection, (int)flags, -1, 0) : MMapOfFile(0, length, (int)protection, (int)flags, file, 0);
        return address == -1 ? ErrnoOf(-1) : Errno.Ok;
    }

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMapRaw(nint address, nint length, int protection, int flags, int file, long offset);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMapOfFile(nint address, nint length, int protection, int flags, FileDescriptor file, long offset);
}
