using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Which snapshots go and which stay, and why; nothing is removed yet.</summary>
/// <param name="Snapshots">All there are, oldest first.</param>
/// <param name="Decisions">One for each.</param>
/// <param name="Policy">What was asked for; null: everything stays.</param>
/// <param name="Sizes">What they hold; null where it was not asked for, or nothing goes.</param>
/// <param name="FrozenBecause">Not null: the protected folder looks unmounted or wiped, and the plan is not carried out.</param>
public sealed record PrunePlan(
    IReadOnlyList<SnapshotInfo> Snapshots, IReadOnlyList<RetentionDecision> Decisions, RetentionPolicy? Policy, SnapshotSizes? Sizes, Text? FrozenBecause)
{
    public IEnumerable<RetentionDecision> Condemned => Decisions.Where(decision => !decision.Keeps);

    public bool IsEmpty => Decisions.All(decision => decision.Keeps);

    /// <summary>What removing the condemned frees; null where that is not known.</summary>
    public ByteSize? Freed => Sizes is null ? null : new ByteSize(Sizes.Total([.. Decisions.Select(_ => true)]) - Sizes.Total([.. Decisions.Select(decision => decision.Keeps)]));
}
