using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct inotify_event (16 bytes) without the name behind it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly struct InotifyHeader(int watch, InotifyEvents events, uint cookie, uint nameLength)
{
    /// <summary>-1 for <see cref="InotifyEvents.QueueOverflowed"/>.</summary>
    public readonly int Watch = watch;

    public readonly InotifyEvents Events = events;

    /// <summary>The same for both halves of a rename.</summary>
    public readonly uint Cookie = cookie;

    /// <summary>Bytes of the name that follows, with its NUL and padding; 0 for the watched folder itself.</summary>
    public readonly uint NameLength = nameLength;
}
