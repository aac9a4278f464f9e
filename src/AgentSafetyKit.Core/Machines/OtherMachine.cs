namespace AgentSafetyKit.Machines;

/// <summary>A machine that somebody else made with an engine of ours.</summary>
/// <param name="State">In the engine's own word.</param>
public sealed record OtherMachine(string Name, string Provider, string State);
