using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>A folder whose snapshots are to go on by themselves.</summary>
/// <param name="Store">The folder, and where its snapshots go.</param>
/// <param name="Loop">When they are taken.</param>
/// <param name="MountId">Of its mount in a VM, whose changes are a hint too; null where there is none.</param>
public sealed record RepeatedBackup(SnapshotStoreSpec Store, BackupLoopSpec Loop, string? MountId = null)
{
    /// <summary>Also while runs work in the folder: they hand over their snapshots.</summary>
    public bool TakesOverRuns { get; init; }
}
