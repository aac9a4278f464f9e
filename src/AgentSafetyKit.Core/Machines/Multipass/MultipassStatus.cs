namespace AgentSafetyKit.Machines.Multipass;

/// <summary>A machine's state in Multipass's own words.</summary>
internal enum MultipassStatus
{
    /// <summary>Normal while it boots for the first time; a fault when nothing is at work on it. Also what we do not know the word of.</summary>
    Unknown,
    Running,
    Stopped,
    Suspended,
    Starting,
    Restarting,
    Suspending,

    /// <summary>It runs, and is to be switched off later.</summary>
    DelayedShutdown,

    /// <summary>In Multipass's trash: off, and still holding its name.</summary>
    Deleted,
}
