namespace AgentSafetyKit.Snapshots;

/// <summary>What a restore did.</summary>
/// <param name="Plan">What it was to do.</param>
/// <param name="SafetySnapshot">The state before it, to go back to; null where none was wanted or nothing was to be done.</param>
/// <param name="Warnings">What it left as it was, and why.</param>
/// <param name="Done">What it did.</param>
public sealed record RestoreResult(RestorePlan Plan, SnapshotInfo? SafetySnapshot, IReadOnlyList<SnapshotWarning> Warnings, RestoreTotals Done);
