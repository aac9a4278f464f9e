namespace AgentSafetyKit.Sessions;

/// <summary>How urgently a change deserves a second look on the host; a higher one is shown first.</summary>
public enum ReviewSeverity
{
    /// <summary>An ordinary change.</summary>
    None,

    /// <summary>Something the user starts by name: a program, a build, a test.</summary>
    WhenStarted,

    /// <summary>Something that runs or is obeyed when the folder is opened or entered.</summary>
    WhenOpened,

    /// <summary>Something that runs at any git command, or leads out of the folder.</summary>
    AtOnce,
}
