namespace AgentSafetyKit.Snapshots;

/// <summary>All that retention looks at in one snapshot.</summary>
public sealed record RetentionCandidate
{
    /// <summary>The snapshot's name.</summary>
    public required string Id { get; init; }

    /// <summary>Counts up by one a snapshot.</summary>
    public required long Sequence { get; init; }

    /// <summary>By the clock of then: it may lie in the future, or before that of an older one.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    public SnapshotReason Reason { get; init; }

    public string? RunId { get; init; }

    /// <summary>What a restore saved, or found saved already, before it began.</summary>
    public bool IsBeforeRestore { get; init; }

    /// <summary>Somebody asked for it to be kept for ever, or it is the last good state before a tripwire went off.</summary>
    public bool IsPinned { get; init; }

    /// <summary>More than half of it differs from the snapshot before it, or the snapshot after it differs so from this one: one side of an upheaval.</summary>
    public bool IsTurningPoint { get; init; }

    /// <summary>The sizes of all its files together.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What was copied for it alone, the rest being links to the one before.</summary>
    public long CopiedBytes { get; init; }
}
