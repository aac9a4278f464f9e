namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup usage --json</c>.</summary>
internal sealed record UsageRecord(string BackupFolder, long TotalBytes, IReadOnlyList<UsageItemRecord> Snapshots, IReadOnlyList<ChurnerRecord> Churners);
