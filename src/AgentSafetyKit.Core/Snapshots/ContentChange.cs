namespace AgentSafetyKit.Snapshots;

/// <summary>How the content of one path differs.</summary>
/// <param name="State">Whether <paramref name="Hunks"/> tell it.</param>
/// <param name="Hunks">Empty unless the state is <see cref="ContentChangeState.Text"/>.</param>
public sealed record ContentChange(ContentChangeState State, IReadOnlyList<DiffHunk> Hunks)
{
    internal static ContentChange Without(ContentChangeState state) => new(state, []);
}
