namespace AgentSafetyKit.Snapshots;

/// <summary>How far a snapshot had come when its manifest was written. Part of the manifest's format, by number.</summary>
internal enum CaptureStage
{
    /// <summary>Made in one go: its manifest is of use only once it is published.</summary>
    None,

    /// <summary>All that had to be read of the source is on the disk; the unchanged files are still to be linked from the previous snapshot. A writer that finds this finishes it.</summary>
    Captured,

    /// <summary>Was captured first, and is complete.</summary>
    Completed,
}
