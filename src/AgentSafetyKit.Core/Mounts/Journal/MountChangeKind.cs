namespace AgentSafetyKit.Mounts.Journal;

/// <summary>What a guest did to a file of a mount.</summary>
public enum MountChangeKind
{
    FileCreated,
    FileWritten,

    /// <summary>Its length was set, or its content thrown away when it was opened.</summary>
    FileResized,
    FileRemoved,
    FolderCreated,
    FolderRemoved,

    /// <summary>The path is the old name, the other path the new one; a file that had the new name is gone.</summary>
    Renamed,
    SymlinkCreated,

    /// <summary>The path is the new name, the other path the file that had a name already.</summary>
    HardLinkCreated,

    /// <summary>Permissions or times.</summary>
    AttributesChanged,

    /// <summary>The guest asked for a change that the mount's rules forbid; nothing happened.</summary>
    Refused,
}
