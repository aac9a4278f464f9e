namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup history --json</c>: oldest first.</summary>
internal sealed record HistoryRecord(string Path, IReadOnlyList<VersionOfPathRecord> Versions);
