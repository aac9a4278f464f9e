using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>Which agents may work in a VM or folder. An empty list allows none.</summary>
/// <param name="Names">Names of agents or of agent types; null allows all.</param>
public sealed record AllowedAgents(ImmutableArray<string>? Names)
{
    public static AllowedAgents All { get; } = new((ImmutableArray<string>?)null);

    public bool IsAll => Names is null;

    public bool Allows(AgentSettings agent) => Names is not { } names || names.Contains(agent.Name) || names.Contains(agent.Type);

    public bool Equals(AllowedAgents? other) => other is not null && IsAll == other.IsAll && (Names is not { } names || names.SequenceEqual(other.Names!.Value));

    public override int GetHashCode() => Names?.Length ?? -1;
}
