namespace AgentSafetyKit.Native;

/// <summary>PT_* of elf(5).</summary>
internal enum SegmentType : uint
{
    Loaded = 1,
    Dynamic = 2,
}
