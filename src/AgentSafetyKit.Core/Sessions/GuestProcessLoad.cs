namespace AgentSafetyKit.Sessions;

/// <summary>One process of a guest.</summary>
/// <param name="Id">Its number in the guest.</param>
/// <param name="Name">The guest's choice: escape it before printing.</param>
/// <param name="CpuPercent">Of one processor of the guest.</param>
/// <param name="MemoryBytes">Resident.</param>
public sealed record GuestProcessLoad(int Id, string Name, int CpuPercent, long MemoryBytes);
