namespace AgentSafetyKit.MultipassStandIn;

/// <summary>A kept state of a machine: its settings here, its disk in a folder.</summary>
public sealed record StandInSnapshot(string Name, string Created, int Processors, long Memory, long Disk, string Parent);
