using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backup usage --json</c>.</summary>
public sealed record UsageRecord(string BackupFolder, long TotalBytes, IReadOnlyList<UsageItemRecord> Snapshots, IReadOnlyList<ChurnerRecord> Churners)
{
    public static UsageRecord Of(string backupFolder, StoreUsage usage) => new(backupFolder, usage.TotalBytes, [.. usage.Snapshots.Select(UsageItemRecord.Of)], [.. usage.Churners.Select(ChurnerRecord.Of)]);
}
