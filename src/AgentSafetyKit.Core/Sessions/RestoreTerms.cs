using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>How far a restore is to go.</summary>
public sealed record RestoreTerms
{
    /// <summary>Nothing is to be touched.</summary>
    public bool OnlyPlan { get; init; }

    /// <summary>The present state is stored first (in place only).</summary>
    public bool TakesSafetySnapshot { get; init; } = true;

    /// <summary>Is shown a plan that would do something and throws where nobody agrees to it; the folder is in nobody else's hands meanwhile.</summary>
    public Func<RestorePlan, CancellationToken, Task>? Agree { get; init; }
}
