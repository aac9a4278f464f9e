namespace AgentSafetyKit.Snapshots;

/// <summary>What all snapshots of a folder hold.</summary>
/// <param name="Snapshots">Oldest first.</param>
/// <param name="TotalBytes">Together, a file that several have counted once.</param>
/// <param name="Churners">The files that change in most snapshots, the most costly first.</param>
public sealed record StoreUsage(IReadOnlyList<SnapshotUsage> Snapshots, long TotalBytes, IReadOnlyList<Churner> Churners);
