namespace AgentSafetyKit.Cli.Output;

/// <summary><c>ps --json</c>.</summary>
internal sealed record RunListRecord(IReadOnlyList<RunViewRecord> Runs);
