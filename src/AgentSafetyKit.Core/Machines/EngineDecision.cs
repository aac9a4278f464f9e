using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>Which engine a new machine is made with, and why.</summary>
/// <param name="UsesMultipass">Else it is QEMU.</param>
/// <param name="Why">For people.</param>
public sealed record EngineDecision(bool UsesMultipass, Text Why);
