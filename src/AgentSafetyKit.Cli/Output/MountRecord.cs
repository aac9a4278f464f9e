namespace AgentSafetyKit.Cli.Output;

/// <summary>One folder in <c>mounts --json</c>.</summary>
/// <param name="State"><c>notMounted</c>, <c>connecting</c>, <c>live</c> (a probe through it just worked) or <c>broken</c>.</param>
internal sealed record MountRecord(string Source, string Target, string Vm, string State, bool ReadOnly, string? Cause, DateTimeOffset? Since);
