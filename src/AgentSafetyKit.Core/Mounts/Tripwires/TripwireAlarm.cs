using System.Collections.Immutable;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>What made a tripwire stop a guest.</summary>
/// <param name="At">When.</param>
/// <param name="Since">The first loss that counted: what was saved before is good.</param>
/// <param name="Lost">Files that were deleted, emptied or overwritten within the window, the one that is held included.</param>
/// <param name="All">Files of the folder as far as they were counted.</param>
/// <param name="Examples">The first of their paths, escaped for printing.</param>
public sealed record TripwireAlarm(DateTimeOffset At, DateTimeOffset Since, int Lost, int All, ImmutableArray<string> Examples);
