namespace AgentSafetyKit.Native;

/// <summary>STATX_* of linux/stat.h: what to fetch, and what came.</summary>
[Flags]
public enum StatxMask : uint
{
    None = 0,
    Type = 0x1,
    Mode = 0x2,
    Size = 0x200,
    Basic = 0x7ff,
    BirthTime = 0x800,
    MountId = 0x1000,
}
