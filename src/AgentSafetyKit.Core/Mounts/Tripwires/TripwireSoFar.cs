namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>What a <see cref="Tripwire"/> has to know to go on where another process was ended.</summary>
/// <param name="Begin">When the agent began, in nanoseconds since 1970; 0: nothing is known.</param>
/// <param name="All">The files there were then; null: nobody has counted them.</param>
/// <param name="Lost">How many have been lost just now.</param>
/// <param name="HasMoved">Files were moved into what counts as one.</param>
public readonly record struct TripwireSoFar(long Begin, int? All, int Lost, bool HasMoved);
