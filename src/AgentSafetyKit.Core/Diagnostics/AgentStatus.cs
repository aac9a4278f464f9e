namespace AgentSafetyKit.Diagnostics;

/// <summary>One run at work.</summary>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>unreachable</c> or <c>closing</c>.</param>
/// <param name="Watched">Whether a process of ours looks after it now.</param>
/// <param name="CpuPercent">Of one processor of the VM, by the agent and all it started.</param>
/// <param name="MemoryBytes">Resident, by them.</param>
/// <param name="Changes">Made in the folder since the agent was started.</param>
public sealed record AgentStatus(
    string Id, string? Name, string Agent, string Vm, string Folder, bool Detached, string State, bool Watched, DateTimeOffset StartedAt, int? CpuPercent, long? MemoryBytes, int? Processes, long? Changes, string? Cause);
