using System.Collections.Immutable;

namespace AgentSafetyKit.Network;

/// <summary>What has to be done to get from the forwards that are up to those that are wanted. A forward that is both is not touched.</summary>
/// <param name="Cancel">In the order they are taken away: before anything new is opened, which may need their ports.</param>
/// <param name="Open">In the order they are opened.</param>
public sealed record ForwardPlan(ImmutableArray<ForwardSpec> Cancel, ImmutableArray<ForwardSpec> Open)
{
    public static ForwardPlan Between(IReadOnlyCollection<ForwardSpec> up, IReadOnlyCollection<ForwardSpec> wanted) => new(
        [.. up.Where(one => !wanted.Contains(one))],
        [.. wanted.Where(one => !up.Contains(one)).Distinct()]);
}
