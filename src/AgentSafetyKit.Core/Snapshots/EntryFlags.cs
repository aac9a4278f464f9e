namespace AgentSafetyKit.Snapshots;

/// <summary>What is special about an entry or a folder of a manifest. Part of the file format: values are never given a new meaning.</summary>
[Flags]
internal enum EntryFlags : ushort
{
    None = 0,

    /// <summary>Its times lie so close to the moment it was read that a later edit could hide behind them: its content is compared at the next check.</summary>
    Racy = 1,

    /// <summary>It changed during every attempt to copy it; the copy may be of several moments.</summary>
    Torn = 2,

    /// <summary>It could not be read; what the snapshot has is the previous snapshot's.</summary>
    Stale = 4,

    /// <summary>Recorded, not stored: a socket, a device, a file that could not be read and was in no snapshot before.</summary>
    NotStored = 8,

    /// <summary>A folder whose content was not looked at: another file system is mounted there, or it could not be read.</summary>
    NotEntered = 16,

    /// <summary>Only while a snapshot is in the making: its copy stands in the partial, or a folder's attributes do.</summary>
    Captured = 32,

    /// <summary>Not stored, because the backup disk takes its name and another one in the folder for the same.</summary>
    NameTaken = 64,

    /// <summary>Not stored, because what it was to be taken from was gone by the time the snapshot was finished. It counts as part of the snapshot, and as damage of it.</summary>
    Lost = 128,
}
