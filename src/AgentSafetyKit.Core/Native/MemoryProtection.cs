namespace AgentSafetyKit.Native;

/// <summary>PROT_* of mmap(2).</summary>
[Flags]
public enum MemoryProtection
{
    None = 0,
    Read = 1,
    Write = 2,
}
