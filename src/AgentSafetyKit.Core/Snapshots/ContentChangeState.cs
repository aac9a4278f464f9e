namespace AgentSafetyKit.Snapshots;

/// <summary>Whether a change of content can be told line by line.</summary>
public enum ContentChangeState
{
    /// <summary>Neither side is a file, or both hold the same.</summary>
    None,
    Text,

    /// <summary>A side holds a NUL byte.</summary>
    Binary,

    /// <summary>A side is larger than <see cref="SnapshotDiff.LargestText"/>.</summary>
    TooLarge,

    /// <summary>A side could not be read, or was changed meanwhile.</summary>
    Unreadable,
}
