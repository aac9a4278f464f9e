namespace AgentSafetyKit.Sessions;

/// <summary>An answer on its way to whoever serves the mount.</summary>
/// <param name="By">The process that gave it.</param>
public sealed record TripwireWord(TripwireAnswer Answer, int By);
