namespace AgentSafetyKit.Cli.Output;

/// <summary><c>doctor --json</c>.</summary>
/// <param name="Worst"><c>passed</c>, <c>warning</c> or <c>failed</c>.</param>
internal sealed record HealthRecord(string Worst, IReadOnlyList<HealthFindingRecord> Findings);
