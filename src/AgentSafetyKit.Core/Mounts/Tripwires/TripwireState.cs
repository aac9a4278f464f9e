namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>What a <see cref="Tripwire"/> does with changes now.</summary>
public enum TripwireState
{
    Armed,

    /// <summary>Changes wait for somebody's word.</summary>
    Paused,

    /// <summary>The user has seen it and said to go on: until this burst is over nothing is counted.</summary>
    Released,

    /// <summary>The user wants it undone: whatever would change something is refused.</summary>
    Refusing,
}
