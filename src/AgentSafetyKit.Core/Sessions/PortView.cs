using AgentSafetyKit.Network;

namespace AgentSafetyKit.Sessions;

/// <summary>A forward as <c>ports</c> lists it.</summary>
/// <param name="Machine">The VM.</param>
/// <param name="Forward">What it is and how it is.</param>
/// <param name="Phase">What the keeper of its VM does; null: nobody keeps them.</param>
/// <param name="Keeper">The process that keeps it; 0: none.</param>
public sealed record PortView(string Machine, ForwardInfo Forward, KeeperPhase? Phase, int Keeper);
