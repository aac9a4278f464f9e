using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Tripwires;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What whoever serves a mount leaves to the one that serves it next while the same runs go on: a guest can bring a server to give up, and is to gain nothing by it. Written by the serving process.
/// </summary>
public sealed record MountMemory
{
    /// <summary>The runs at work there.</summary>
    public IReadOnlyList<string> Runs { get; init => field = value ?? []; } = [];

    public RunUse Used { get; init; }

    public TripwireSoFar Tripwire { get; init; }
}
