namespace AgentSafetyKit.Machines;

/// <summary>One property of a machine that is not what the configuration says now.</summary>
/// <param name="Key">The configuration's key.</param>
/// <param name="Wanted">As the configuration writes it.</param>
/// <param name="Actual">As the machine has it.</param>
public readonly record struct SpecDifference(string Key, string Wanted, string Actual);
