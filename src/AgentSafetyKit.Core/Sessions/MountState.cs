namespace AgentSafetyKit.Sessions;

/// <summary>How a mounted folder is doing, as the process that serves it says.</summary>
public enum MountState
{
    Connecting,
    Live,

    /// <summary>It could not be mounted, or was lost: the record's cause says why.</summary>
    Broken,

    /// <summary>Nobody knows: the guest did not answer in time. Never in a record.</summary>
    NoAnswer,
}
