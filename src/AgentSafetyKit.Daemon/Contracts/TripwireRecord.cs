using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>An agent that was stopped and waits, in <c>tripwire list --json</c> and <c>/v1/tripwires</c>.</summary>
/// <param name="Mount">The id of the mount, in the paths of the interface.</param>
/// <param name="Lost">Files that were deleted, emptied or overwritten at once.</param>
/// <param name="Examples">Some of them, escaped for printing.</param>
/// <param name="Run">The run it is of; null where none is at work there, or several.</param>
/// <param name="GoodSnapshot">What undo goes back to, pinned; null: there is nothing, or it is still being looked up.</param>
/// <param name="Snapshot">The folder as it was when the agent was stopped.</param>
/// <param name="IsSaved">Both snapshots are what they will be.</param>
/// <param name="Cause">Why one of them is missing.</param>
/// <param name="Runs">All that are at work there: undo ends them all.</param>
/// <param name="IsBeingUndone">Somebody has said to undo it.</param>
public sealed record TripwireRecord(
    string Mount, string Source, string Vm, DateTimeOffset At, int Lost, IReadOnlyList<string> Examples, string? Run, string? GoodSnapshot, string? Snapshot, bool IsSaved, string? Cause,
    IReadOnlyList<string> Runs, bool IsBeingUndone)
{
    public static TripwireRecord Of(TrippedMount tripped, TripwireOrders orders, Language language) => new(
        tripped.Id, tripped.Source, tripped.Machine, tripped.At, tripped.Lost, tripped.Examples, tripped.Run, tripped.GoodSnapshot, tripped.Snapshot, tripped.IsSaved, language == Language.Russian ? tripped.CauseRussian : tripped.CauseEnglish,
        [.. orders.Working(tripped).Select(run => run.Id)], orders.IsBeingUndone(tripped));
}
