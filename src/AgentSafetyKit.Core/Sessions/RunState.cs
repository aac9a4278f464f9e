namespace AgentSafetyKit.Sessions;

/// <summary>How a run is doing.</summary>
public enum RunState
{
    /// <summary>Its agent does not work yet.</summary>
    Starting,
    Running,

    /// <summary>Its VM does not answer; the agent may go on.</summary>
    Unreachable,

    /// <summary>The agent is gone; the last snapshot is being taken.</summary>
    Closing,
    Ended,

    /// <summary>It was ended by something else than its agent or its user.</summary>
    BrokenOff,
}
