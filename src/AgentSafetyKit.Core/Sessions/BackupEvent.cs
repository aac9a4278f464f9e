using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>One thing a <see cref="BackupLoop"/> has to tell.</summary>
/// <param name="At">By the wall clock.</param>
/// <param name="Source">The folder.</param>
public sealed record BackupEvent(BackupEventKind Kind, DateTimeOffset At, string Source)
{
    /// <summary>Between full checks.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Why it was looked; for <see cref="BackupEventKind.Taken"/> and <see cref="BackupEventKind.Unchanged"/>.</summary>
    public SnapshotReason Reason { get; init; }

    /// <summary>The new snapshot, or the one nothing changed since.</summary>
    public SnapshotInfo? Snapshot { get; init; }

    /// <summary>How long it took; for <see cref="BackupEventKind.Taken"/> and <see cref="BackupEventKind.Unchanged"/>.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The old ones that went because of it, each with the reason.</summary>
    public IReadOnlyList<RetentionDecision> Removed { get; init; } = [];

    /// <summary>What could not be done as asked, as far as it was not told before.</summary>
    public IReadOnlyList<SnapshotWarning> Warnings { get; init; } = [];

    /// <summary>Ignore files that are not what they were when the rules were frozen.</summary>
    public IReadOnlyList<IgnoreChange> IgnoreChanges { get; init; } = [];

    /// <summary>What went wrong; for <see cref="BackupEventKind.Failed"/> and <see cref="BackupEventKind.Postponed"/>.</summary>
    public KitException? Failure { get; init; }

    /// <summary>What to say of it beside that.</summary>
    public Text Message { get; init; } = Text.None;
}
