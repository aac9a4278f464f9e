using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>A VM to be written into a configuration.</summary>
/// <param name="Image">Null: the default.</param>
public sealed record MachineAddition(string Name, int Cores, ByteSize Memory, ByteSize Disk, string? Image = null, MachineNetwork? Network = null);
