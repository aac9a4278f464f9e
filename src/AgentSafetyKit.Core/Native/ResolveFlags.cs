namespace AgentSafetyKit.Native;

/// <summary>RESOLVE_* of openat2(2).</summary>
[Flags]
public enum ResolveFlags : ulong
{
    None = 0,
    NoCrossDevice = 0x1,
    NoMagicLinks = 0x2,
    NoSymbolicLinks = 0x4,
    Beneath = 0x8,
}
