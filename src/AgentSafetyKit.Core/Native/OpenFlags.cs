namespace AgentSafetyKit.Native;

/// <summary>Flags of open(2). Those that differ between architectures are computed, the rest are the same on x86-64 and arm64.</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    NoAccessTime = 0x40000,
    CloseOnExec = 0x80000,
    Path = 0x200000,
}
