using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Native;

/// <summary>
/// The system calls the product uses, one a file, as Linux and glibc have them. Names are bytes ending in NUL. Each retries EINTR (unless its own comment says
/// otherwise) and answers an <see cref="Errno"/>, because on a tree that somebody else changes most failures are ordinary answers; <see cref="ErrnoExtensions"/> throws for the rest.
/// </summary>
public static partial class Libc
{
    private const string Library = "libc";

    /// <summary>The error number of a call that answered below zero, else <see cref="Errno.Ok"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Errno ErrnoOf(nint answer) => answer < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.Ok;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RequireTerminated(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name[^1] != 0)
            ThrowUnterminated();
    }

    private static void ThrowUnterminated() => throw new ArgumentException("a name for a system call must end in NUL");
}
