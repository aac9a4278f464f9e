namespace AgentSafetyKit.Cli.Output;

/// <summary><c>image list --json</c>.</summary>
internal sealed record ImageListRecord(IReadOnlyList<ImageRecord> Images);
