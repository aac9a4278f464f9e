namespace AgentSafetyKit.Supervision;

/// <summary>How a supervised service is doing.</summary>
public enum ServiceState
{
    Running,

    /// <summary>It failed, and is begun again after a pause.</summary>
    Waiting,

    /// <summary>It is ending, because nobody wants it any more or the daemon ends.</summary>
    Stopping,
}
