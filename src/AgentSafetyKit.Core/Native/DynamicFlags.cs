namespace AgentSafetyKit.Native;

/// <summary>DF_* of elf(5), the value of <see cref="DynamicTag.Flags"/>.</summary>
[Flags]
internal enum DynamicFlags : ulong
{
    None = 0,

    /// <summary>The loader writes into what is not writable.</summary>
    TextRelocations = 4,
}
