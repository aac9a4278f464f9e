namespace AgentSafetyKit.Snapshots;

/// <summary>What one snapshot holds, by the sizes of its files.</summary>
/// <param name="Snapshot">Which.</param>
/// <param name="SeenBytes">All files in it: what it looks like to a reader.</param>
/// <param name="NewBytes">Of these, what no older snapshot has.</param>
/// <param name="OwnBytes">Of these, what no other snapshot has: what removing it frees.</param>
public sealed record SnapshotUsage(SnapshotInfo Snapshot, long SeenBytes, long NewBytes, long OwnBytes);
