namespace AgentSafetyKit.Native;

/// <summary>IN_* of inotify(7): what is asked for, and what happened.</summary>
[Flags]
public enum InotifyEvents : uint
{
    None = 0,
    Modified = 0x2,
    AttributesChanged = 0x4,

    /// <summary>A file that was open for writing: also one that was changed through a mapping, which reports nothing else.</summary>
    ClosedAfterWriting = 0x8,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Created = 0x100,
    Deleted = 0x200,

    /// <summary>The watched folder itself.</summary>
    SelfDeleted = 0x400,
    SelfMoved = 0x800,

    /// <summary>Its file system is gone. Reported without being asked for, like the next two.</summary>
    Unmounted = 0x2000,

    /// <summary>The kernel's queue was full: from here on something is missing.</summary>
    QueueOverflowed = 0x4000,

    /// <summary>The watch is gone.</summary>
    Ignored = 0x8000,

    /// <summary>Asks for a refusal (ENOTDIR) of everything but a folder.</summary>
    OnlyFolder = 0x01000000,

    /// <summary>Asks for silence about files that have no name any more.</summary>
    ExcludeUnlinked = 0x04000000,

    /// <summary>It happened to a folder.</summary>
    IsFolder = 0x40000000,
}
