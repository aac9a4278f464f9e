namespace AgentSafetyKit.Sessions;

/// <summary>How a detached agent is.</summary>
public enum GuestVerdictState
{
    Alive,
    Ended,

    /// <summary>The guest was started again since: what ran in it is gone.</summary>
    GuestRestarted,

    /// <summary>The VM is off, or no longer there.</summary>
    MachineOff,
}
