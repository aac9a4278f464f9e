using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>The forwards of one VM and their keeper, as they are.</summary>
/// <param name="Machine">The VM.</param>
/// <param name="Phase">What the keeper does.</param>
/// <param name="Cause">Why it is not connected; else none. Safe to print.</param>
/// <param name="Forwards">Those of the configuration in its order, then the automatic ones.</param>
/// <param name="Holder">With <see cref="KeeperPhase.Elsewhere"/>: the process that keeps them, 0 if unknown.</param>
public sealed record KeeperState(string Machine, KeeperPhase Phase, Text Cause, ImmutableArray<ForwardInfo> Forwards, int Holder = 0)
{
    /// <summary>Nothing has changed: the forwards are compared one by one.</summary>
    public bool IsSameAs(KeeperState other) =>
        Machine == other.Machine && Phase == other.Phase && Cause == other.Cause && Holder == other.Holder && Forwards.SequenceEqual(other.Forwards);
}
