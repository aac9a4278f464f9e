using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>A kept state of a machine.</summary>
/// <param name="Name">Its name among those of the machine.</param>
/// <param name="Created">When it was taken; null where the engine does not tell.</param>
/// <param name="HasMemory">It was taken while the machine ran, and holds what ran.</param>
/// <param name="Processors">Of that time; null where nobody knows.</param>
/// <param name="Memory">Of that time.</param>
public sealed record MachineSnapshot(string Name, DateTimeOffset? Created, bool HasMemory, int? Processors, ByteSize? Memory);
