namespace AgentSafetyKit.Snapshots;

/// <summary>What became of a plan.</summary>
/// <param name="Removed">The names that are gone.</param>
/// <param name="Spared">Condemned by the plan, but since then pinned, gone already, or the newest that is left.</param>
public sealed record PruneResult(IReadOnlyList<string> Removed, IReadOnlyList<string> Spared)
{
    /// <summary>What should have gone and is another user's, and what is left of earlier ones and can not be removed.</summary>
    public IReadOnlyList<SnapshotWarning> Warnings { get; init; } = [];
}
