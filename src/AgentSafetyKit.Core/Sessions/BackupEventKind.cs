namespace AgentSafetyKit.Sessions;

/// <summary>What a <see cref="BackupLoop"/> tells of.</summary>
public enum BackupEventKind
{
    /// <summary>There is a new snapshot.</summary>
    Taken,

    /// <summary>Everything was checked, and nothing had changed.</summary>
    Unchanged,

    /// <summary>A check at the interval is over: the next comes an interval later.</summary>
    Waiting,

    /// <summary>There is no snapshot, for a reason that was not told before. Tried again.</summary>
    Failed,

    /// <summary>Somebody else is at work on the folder or its snapshots.</summary>
    Postponed,

    /// <summary>After one of the two above: it works again.</summary>
    Recovered,

    /// <summary>Changes are not heard of: until they are, only the interval counts.</summary>
    Deaf,

    /// <summary>Changes are heard of again.</summary>
    Hearing,

    /// <summary>The ignore files are not what they were at the last snapshot.</summary>
    RulesChanged,
}
