using System.Collections.Immutable;

namespace AgentSafetyKit.Sessions;

/// <summary>What a run did to its folder.</summary>
/// <param name="Items">Every entry touched, sorted by path.</param>
public sealed record ReviewReport(RunRecord Run, ImmutableArray<ReviewItem> Items)
{
    /// <summary>What the agent tried to change and was not let; escaped for printing.</summary>
    public ImmutableArray<string> Refused { get; init; } = [];

    public int Count(ReviewChange change) => Items.Count(item => item.Change == change && !item.IsFolder);

    /// <summary>What the user's own machine runs or obeys, and links that lead out of the folder.</summary>
    public IEnumerable<ReviewItem> NeedsALook => Items.Where(item => !item.Warning.IsEmpty);
}
