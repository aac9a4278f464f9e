namespace AgentSafetyKit.Native;

/// <summary>MADV_* of madvise(2).</summary>
public enum MemoryAdvice
{
    DoNotNeed = 4,

    /// <summary>Linux 5.14: reads the pages in, and answers an error where an access would have killed us.</summary>
    PopulateRead = 22,
}
