namespace AgentSafetyKit.Sessions;

/// <summary>What a process and all it started take.</summary>
/// <param name="CpuPercent">Of one processor of the guest: two busy ones are 200.</param>
/// <param name="MemoryBytes">Resident; what several of them share is counted for each.</param>
/// <param name="Processes">How many there are.</param>
public sealed record ProcessTreeLoad(int CpuPercent, long MemoryBytes, int Processes);
