namespace AgentSafetyKit.Cli.Output;

/// <summary><c>ports --json</c>.</summary>
internal sealed record PortListRecord(IReadOnlyList<PortRecord> Ports);
