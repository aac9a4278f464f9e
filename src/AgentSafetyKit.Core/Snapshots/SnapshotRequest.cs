namespace AgentSafetyKit.Snapshots;

/// <summary>Why and how to take a snapshot.</summary>
public sealed record SnapshotRequest
{
    public SnapshotReason Reason { get; init; }

    public string? RunId { get; init; }

    /// <summary>Before a restore: of which snapshot. What is gone from the folder afterwards is measured by that one.</summary>
    public string? Restored { get; init; }

    /// <summary>The rules as of the run's start; null reads the ignore files in the tree.</summary>
    public IgnoreRules? FrozenRules { get; init; }

    /// <summary>Also when most of the source is gone, or all of it.</summary>
    public bool AcceptsMassDeletion { get; init; }

    /// <summary>Also when it is more than the limits of <see cref="SnapshotStoreSpec"/> allow.</summary>
    public bool AcceptsAnySize { get; init; }

    /// <summary>Also where the snapshots there are of another folder: from then on they are of this one.</summary>
    public bool AcceptsOtherSource { get; init; }

    /// <summary>While somebody else writes to the backup folder: true waits, false fails with <see cref="Errors.ErrorCode.Busy"/>.</summary>
    public bool WaitsForLock { get; init; } = true;

    /// <summary>
    /// Called on the working thread once all that has to be read of the source is durable: from then on the source may be written to, and a crash is finished by the next writer. Null, or nothing changed: not called. Costs one more
    /// writing of the manifest.
    /// </summary>
    public Action<SnapshotResult>? Captured { get; init; }

    /// <summary>Where the folder changed since its newest snapshot: only there it is looked, and what was not heard of stays for the next request without this. Null: everything is checked.</summary>
    public HeardChanges? Heard { get; init; }

    /// <summary>Called right before <see cref="Captured"/>, and where nothing changed, with every row of what is stored by then; looked at during the call only.</summary>
    internal Action<TreeTable>? Stored { get; init; }

    /// <summary>Which rows of what was found are about to be replaced or removed: of those it is not believed that the newest snapshot has them, but looked (<see cref="HeldCopies"/>).</summary>
    internal Func<TreeTable, bool[]>? AtStake { get; init; }

    /// <summary>The source as it was found a moment ago, under a lock that has been held since: what changed since then need not be in the snapshot. Null: it is looked at.</summary>
    internal TreeTable? Seen { get; init; }

    /// <summary>Goes no further than <see cref="Captured"/>; the next one to look at the snapshots or to write one finishes it.</summary>
    internal bool EndsAtCapture { get; init; }
}
