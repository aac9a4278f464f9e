namespace AgentSafetyKit.Snapshots;

/// <summary>Why a snapshot stays or goes. Part of JSON, by name.</summary>
public enum RetentionReason
{
    /// <summary>Stays: the newest is never removed.</summary>
    Newest,

    /// <summary>Stays: somebody pinned it, or a tripwire that went off after it.</summary>
    Pinned,

    /// <summary>Stays: the state before one of the last runs.</summary>
    BeforeRun,

    /// <summary>Stays: the state before the last restore.</summary>
    BeforeRestore,

    /// <summary>Stays: one of the newest few.</summary>
    Recent,

    /// <summary>Stays: the far end of the scale.</summary>
    Oldest,

    /// <summary>Stays: one side of an upheaval, when more than half of the folder changed.</summary>
    TurningPoint,

    /// <summary>Stays: there are no more than are to be kept, or it fills one of the places.</summary>
    WithinCount,

    /// <summary>Stays: nothing says how many are to be kept.</summary>
    NoLimit,

    /// <summary>Goes: more than are to be kept, and it is the oldest of them.</summary>
    BeyondCount,

    /// <summary>Goes: more than are to be kept, and its neighbours in time stand closest for their age.</summary>
    Crowded,

    /// <summary>Goes: all together hold more than they may.</summary>
    BeyondSize,
}
