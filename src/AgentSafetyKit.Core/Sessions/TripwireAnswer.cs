namespace AgentSafetyKit.Sessions;

/// <summary>What the user wants done about an agent the tripwire has stopped.</summary>
public enum TripwireAnswer
{
    /// <summary>It may go on: what it does is meant.</summary>
    Continue,

    /// <summary>It is ended, and the folder put back.</summary>
    Undo,
}
