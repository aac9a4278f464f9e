namespace AgentSafetyKit.Cli.Output;

/// <summary><c>box ls --json</c>.</summary>
internal sealed record BoxListRecord(IReadOnlyList<BoxRecord> Boxes);
