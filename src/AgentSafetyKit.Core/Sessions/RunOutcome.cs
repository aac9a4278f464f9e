using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>How a run ended.</summary>
/// <param name="Exit">The agent's.</param>
/// <param name="Review">What it changed; null when backups were off, or the last snapshot failed.</param>
/// <param name="Notes">What the user should know besides.</param>
/// <param name="Elapsed">How long the agent worked.</param>
public sealed record RunOutcome(RunRecord Run, GuestExit Exit, ReviewReport? Review, IReadOnlyList<Text> Notes, TimeSpan Elapsed)
{
    /// <summary>The agent was ended to be undone; null: it was not.</summary>
    public UndoneRun? Undone { get; init; }
}
