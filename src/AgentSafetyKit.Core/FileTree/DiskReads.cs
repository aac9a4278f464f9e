using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>How much this process had to wait for disks so far: what came from the system's cache does not count, nor what came over a network.</summary>
public static class DiskReads
{
    /// <summary>In units of 512 bytes; 0 for ever where the kernel does not count them.</summary>
    public static long BlocksSoFar() => Libc.GetRUsage().BlocksRead;
}
