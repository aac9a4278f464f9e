using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>What one snapshot holds.</summary>
/// <param name="Bytes">All files in it.</param>
/// <param name="NewBytes">What no older snapshot has.</param>
/// <param name="OwnBytes">What no other snapshot has: what removing it frees.</param>
public sealed record UsageItemRecord(string Id, bool Pinned, long Bytes, long NewBytes, long OwnBytes)
{
    public static UsageItemRecord Of(SnapshotUsage usage) => new(usage.Snapshot.Id, usage.Snapshot.IsPinned, usage.SeenBytes, usage.NewBytes, usage.OwnBytes);
}
