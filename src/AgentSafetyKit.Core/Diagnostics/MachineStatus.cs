namespace AgentSafetyKit.Diagnostics;

/// <summary>One VM.</summary>
/// <param name="State"><c>notCreated</c>, <c>stopped</c>, <c>starting</c>, <c>running</c>, <c>suspended</c>, <c>stopping</c>, <c>broken</c> or <c>unknown</c>.</param>
/// <param name="CpuPercent">Of one core of the host.</param>
/// <param name="MemoryUsedBytes">By the guest, as it says.</param>
/// <param name="HostMemoryBytes">Of the host.</param>
/// <param name="Network"><c>open</c> or <c>none</c>.</param>
/// <param name="ReachesHost">Its guest may reach services of this computer.</param>
/// <param name="Answers">Whether the guest answered now; null where it was not asked.</param>
/// <param name="Processes">How many run in it.</param>
/// <param name="Busiest">The busiest of them.</param>
/// <param name="Cause">Why it is broken, or does not answer.</param>
public sealed record MachineStatus(
    string Name, string State, string? Provider, int Cpus, long RamBytes, long DiskBytes, long? DiskUsedBytes, int? CpuPercent, long? MemoryUsedBytes, long? HostMemoryBytes,
    string? Network, bool? ReachesHost, DateTimeOffset? Since, bool? Answers, int? Processes, IReadOnlyList<ProcessStatus> Busiest, string? Cause);
