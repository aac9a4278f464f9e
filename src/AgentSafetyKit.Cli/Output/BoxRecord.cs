namespace AgentSafetyKit.Cli.Output;

/// <summary>One box.</summary>
/// <param name="State">running or stopped.</param>
/// <param name="EndsAt">When it is removed; null: never.</param>
internal sealed record BoxRecord(string Name, string Vm, string State, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string Network, string Image);
