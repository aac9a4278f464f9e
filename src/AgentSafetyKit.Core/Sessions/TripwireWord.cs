namespace AgentSafetyKit.Sessions;

/// <summary>An answer on its way to whoever serves the mount.</summary>
/// <param name="By">The process that gave it.</param>
/// <param name="At">The alarm it is about (<see cref="TrippedMount.At"/>): one that comes too late is not taken for the answer to the next.</param>
public sealed record TripwireWord(TripwireAnswer Answer, int By, DateTimeOffset At);
