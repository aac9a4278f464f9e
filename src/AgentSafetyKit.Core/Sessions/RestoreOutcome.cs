using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>What became of a restore.</summary>
/// <param name="Plan">What it would do.</param>
/// <param name="Done">What it did; null: it was not asked for, or there was nothing to do.</param>
/// <param name="Unfinished">Why the snapshot of how it was before is stored, but not whole yet; the restore is done all the same.</param>
public sealed record RestoreOutcome(RestorePlan Plan, RestoreResult? Done, KitException? Unfinished);
