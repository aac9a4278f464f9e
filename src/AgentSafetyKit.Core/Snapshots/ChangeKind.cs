namespace AgentSafetyKit.Snapshots;

/// <summary>How a path differs between two trees.</summary>
public enum ChangeKind
{
    Added,
    Deleted,

    /// <summary>Another content.</summary>
    Changed,

    /// <summary>Another kind of thing: a file that became a symbolic link, a folder that became a file.</summary>
    TypeChanged,

    /// <summary>The same content; mode, owner, time, attributes or hard links differ.</summary>
    MetadataOnly,
}
