using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>What a running machine takes now. A figure nobody can tell is null.</summary>
/// <param name="CpuPercent">Of one core of the host: a machine with two busy processors takes 200.</param>
/// <param name="MemoryUsed">By the guest's programs, as the guest says: a figure to show, not to act on.</param>
/// <param name="HostMemory">Of the host.</param>
/// <param name="DiskRead">By the guest since it was started.</param>
/// <param name="DiskWritten">By the guest since it was started.</param>
public sealed record MachineUsage(int? CpuPercent, ByteSize? MemoryUsed, ByteSize? HostMemory, ByteSize? DiskRead, ByteSize? DiskWritten)
{
    /// <summary>Processor time of the host that it has taken since it was started.</summary>
    public TimeSpan? CpuTime { get; init; }
}
