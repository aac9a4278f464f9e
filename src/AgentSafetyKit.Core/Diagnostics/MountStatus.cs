namespace AgentSafetyKit.Diagnostics;

/// <summary>One folder.</summary>
/// <param name="State"><c>notMounted</c>, <c>connecting</c>, <c>live</c> (a probe through it just worked) or <c>broken</c>.</param>
/// <param name="Cause">Why it is broken.</param>
/// <param name="Tripped">An agent was stopped there: it deleted or overwrote much at once, and waits for an answer.</param>
public sealed record MountStatus(string Source, string Target, string Vm, string State, bool ReadOnly, DateTimeOffset? Since, string? Cause, bool Tripped = false);
