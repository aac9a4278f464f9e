namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup find --json</c>.</summary>
internal sealed record FoundRecord(IReadOnlyList<FoundPathRecord> Found);
