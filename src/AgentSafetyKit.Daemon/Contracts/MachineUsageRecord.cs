using AgentSafetyKit.Machines;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What a running VM takes, in <c>vms --json</c>.</summary>
/// <param name="CpuPercent">Of one core of this computer, now.</param>
/// <param name="MemoryUsedBytes">By programs in the VM.</param>
/// <param name="HostMemoryBytes">Of this computer.</param>
/// <param name="DiskReadBytes">Since it was started.</param>
/// <param name="DiskWrittenBytes">Since it was started.</param>
public sealed record MachineUsageRecord(int? CpuPercent, long? MemoryUsedBytes, long? HostMemoryBytes, long? DiskReadBytes, long? DiskWrittenBytes)
{
    public static MachineUsageRecord Of(MachineUsage usage) =>
        new(usage.CpuPercent, usage.MemoryUsed?.Bytes, usage.HostMemory?.Bytes, usage.DiskRead?.Bytes, usage.DiskWritten?.Bytes);
}
