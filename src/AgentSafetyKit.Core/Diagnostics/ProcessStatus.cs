namespace AgentSafetyKit.Diagnostics;

/// <summary>One process in a guest.</summary>
/// <param name="Name">As the guest calls it; safe to print.</param>
/// <param name="CpuPercent">Of one processor of the VM.</param>
/// <param name="MemoryBytes">Resident.</param>
public sealed record ProcessStatus(int Pid, string Name, int CpuPercent, long MemoryBytes);
