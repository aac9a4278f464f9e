namespace AgentSafetyKit.Cli.Output;

/// <summary><c>policy explain --json</c>.</summary>
/// <param name="Refusal">Why it may not; null: it may.</param>
internal sealed record PolicyExplanationRecord(string Agent, string Folder, string? Vm, bool Allowed, string? Refusal, IReadOnlyList<PolicyRuleRecord> Rules);
