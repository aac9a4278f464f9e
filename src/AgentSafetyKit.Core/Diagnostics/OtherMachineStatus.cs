namespace AgentSafetyKit.Diagnostics;

/// <summary>A VM that is not ours.</summary>
/// <param name="State">In the word of its engine.</param>
public sealed record OtherMachineStatus(string Name, string Provider, string State);
