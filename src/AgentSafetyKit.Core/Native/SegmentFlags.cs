namespace AgentSafetyKit.Native;

/// <summary>PF_* of elf(5).</summary>
[Flags]
internal enum SegmentFlags : uint
{
    None = 0,
    Writable = 2,
    Readable = 4,
}
