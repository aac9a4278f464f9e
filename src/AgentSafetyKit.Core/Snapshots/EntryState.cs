namespace AgentSafetyKit.Snapshots;

/// <summary>How something found in a tree compares with what a snapshot has by the same path.</summary>
internal enum EntryState : byte
{
    /// <summary>Not in the snapshot.</summary>
    Added,

    /// <summary>Nothing differs.</summary>
    Same,

    /// <summary>Only what a copy does not show (inode, ctime) differs; content and attributes were compared and are the same.</summary>
    Refreshed,

    /// <summary>The content is the same; mode, owner, time or attributes differ.</summary>
    MetadataOnly,
    Changed,

    /// <summary>It can not be read; the snapshot's record and copy stand in.</summary>
    Kept,

    /// <summary>Recorded, not stored, and no change in itself: a socket, a device, a file that still can not be read.</summary>
    NotStored,
}
