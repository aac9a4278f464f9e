namespace AgentSafetyKit.Events;

/// <summary>How much an event asks for.</summary>
public enum EventLevel
{
    Info,

    /// <summary>Worth a look: something waits or goes on with less than it should.</summary>
    Warning,

    /// <summary>Something that was to be done was not.</summary>
    Error,
}
