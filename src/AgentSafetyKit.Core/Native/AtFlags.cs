namespace AgentSafetyKit.Native;

/// <summary>AT_* of linux/fcntl.h.</summary>
[Flags]
public enum AtFlags
{
    None = 0,
    NoFollow = 0x100,
    RemoveFolder = 0x200,
    NoAutomount = 0x800,
    EmptyPath = 0x1000,
    DoNotSync = 0x4000,
}
