using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What became of a request for a snapshot.</summary>
/// <param name="Outcome">Whether there is a new one.</param>
/// <param name="Snapshot">The new one, or the one nothing changed since.</param>
/// <param name="Rules">The rules it was taken by: what to freeze for the rest of a run.</param>
/// <param name="Warnings">What could not be done as asked.</param>
/// <param name="IgnoreChanges">Ignore files that are not what they were when the rules were frozen.</param>
/// <param name="Excluded">How many names the rules left out; an excluded folder counts once.</param>
public sealed record SnapshotResult(
    SnapshotOutcome Outcome,
    SnapshotInfo Snapshot,
    IgnoreRules Rules,
    IReadOnlyList<SnapshotWarning> Warnings,
    IReadOnlyList<IgnoreChange> IgnoreChanges,
    int Excluded)
{
    /// <summary>Files of the snapshot before that are there and that changed rules leave out now.</summary>
    public int NewlyExcluded { get; init; }

    /// <summary>Says so; none where there are no such files.</summary>
    public Text RulesWords => NewlyExcluded == 0 ? Text.None : new Text(
        $"the ignore rules changed: files of the snapshot before that they leave out now: {NewlyExcluded}",
        $"правила исключения изменились: файлов предыдущего снимка, которые теперь не сохраняются: {NewlyExcluded}");

    /// <summary>The old snapshots that went because there are enough newer ones.</summary>
    public IReadOnlyList<RetentionDecision> Removed { get; init; } = [];

    /// <summary>The one of the removed that was turned into this one; null: none.</summary>
    public RetentionDecision? Recycled { get; init; }
}
