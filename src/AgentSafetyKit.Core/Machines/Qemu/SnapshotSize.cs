namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What the machine was when a snapshot was taken, as far as QEMU does not keep it.</summary>
internal sealed record SnapshotSize(string Name, int Processors, long MemoryBytes, long DiskBytes);
