namespace AgentSafetyKit.Native;

/// <summary>DT_* of elf(5).</summary>
internal enum DynamicTag : long
{
    End = 0,

    /// <summary>The loader writes into what is not writable, as older linkers say it.</summary>
    TextRelocations = 22,
    Flags = 30,
}
