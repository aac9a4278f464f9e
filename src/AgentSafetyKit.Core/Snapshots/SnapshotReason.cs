namespace AgentSafetyKit.Snapshots;

/// <summary>Why a snapshot was made. Part of the manifest's format, by name.</summary>
public enum SnapshotReason
{
    Manual,
    Interval,
    BeforeRun,
    AfterRun,
    Burst,
    BeforeRestore,
}
