using System.Collections.Immutable;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Network;

/// <summary>What a keeper writes down for others, and for the keeper after it: one a VM.</summary>
/// <param name="Keeper">Who keeps them.</param>
/// <param name="Phase">As <see cref="KeeperState.Phase"/>.</param>
/// <param name="CauseEnglish">As <see cref="KeeperState.Cause"/>.</param>
/// <param name="CauseRussian">As <see cref="KeeperState.Cause"/>.</param>
/// <param name="Master">The ssh process that holds the forwards that are up; null while there is none.</param>
/// <param name="Forwards">All of them.</param>
public sealed record ForwardRecord(
    ProcessIdentity? Keeper, KeeperPhase Phase, string CauseEnglish, string CauseRussian, ProcessIdentity? Master, ImmutableArray<ForwardEntry> Forwards);
