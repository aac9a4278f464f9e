namespace AgentSafetyKit.Native;

/// <summary>MAP_* of mmap(2); the numbers are the same on every architecture .NET runs on.</summary>
[Flags]
public enum MapFlags
{
    None = 0,

    /// <summary>What is written stays ours: the page is copied at the first write.</summary>
    Private = 2,
    Anonymous = 0x20,
}
