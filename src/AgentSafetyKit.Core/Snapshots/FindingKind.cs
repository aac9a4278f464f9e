namespace AgentSafetyKit.Snapshots;

/// <summary>How a snapshot is not what its manifest says.</summary>
public enum FindingKind
{
    /// <summary>The path is not there.</summary>
    Missing,

    /// <summary>The path is there, and the manifest does not have it.</summary>
    Added,

    /// <summary>Another kind of thing: a link in the place of a file.</summary>
    TypeChanged,

    /// <summary>A file that is shorter than it was.</summary>
    Truncated,

    /// <summary>A file that is longer than it was.</summary>
    Grown,

    /// <summary>The size is right and the content is not: bit rot, or an edit.</summary>
    ContentChanged,

    /// <summary>It can not be read.</summary>
    Unreadable,
    ModeChanged,
    OwnerChanged,
    TimeChanged,

    /// <summary>Two names that were one file are two, or the other way round.</summary>
    LinksChanged,

    /// <summary>Making the snapshot was cut off, and what the file was to be taken from was gone by the time it was finished: it never came into the snapshot.</summary>
    Lost,
}
