using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>An open file descriptor: closed exactly once, never reused while a call runs on it.</summary>
public sealed class FileDescriptor : SafeHandle
{
    /// <summary>For the marshaller of returned handles.</summary>
    public FileDescriptor()
        : base(-1, ownsHandle: true)
    {
    }

    public FileDescriptor(int descriptor, bool ownsHandle = true)
        : base(-1, ownsHandle) => SetHandle(descriptor);

    /// <summary>AT_FDCWD: relative names start at the working folder, absolute ones at the root.</summary>
    public static FileDescriptor WorkingFolder { get; } = new(-100, ownsHandle: false);

    public static FileDescriptor StandardInput { get; } = new(0, ownsHandle: false);

    public static FileDescriptor StandardOutput { get; } = new(1, ownsHandle: false);

    public static FileDescriptor StandardError { get; } = new(2, ownsHandle: false);

    public override bool IsInvalid => handle == -1;

    /// <summary>The number, for a child's descriptor table or /proc/self/fd; the handle has to stay alive while it is used.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Libc.CloseRaw((int)handle) == 0;
}
