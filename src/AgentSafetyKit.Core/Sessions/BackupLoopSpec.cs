using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>When and how the snapshots of one folder go on by themselves.</summary>
public sealed record BackupLoopSpec
{
    /// <summary>At least so often everything is checked, whatever was heard of.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Also soon after a burst of changes.</summary>
    public bool OnBursts { get; init; } = true;

    /// <summary>One at once; else the first comes with the first interval or the first burst.</summary>
    public bool TakesFirst { get; init; } = true;

    /// <summary>Snapshots of the folder are known from before: where none are found, something is wrong.</summary>
    public bool HadSnapshots { get; init; }

    /// <summary>While somebody else writes to the backup folder: true waits and says so, false leaves it for a little later.</summary>
    public bool WaitsForLock { get; init; }

    /// <summary>How the folder's snapshots are taken; the reason is the loop's to say.</summary>
    public SnapshotRequest Request { get; init; } = new();
}
