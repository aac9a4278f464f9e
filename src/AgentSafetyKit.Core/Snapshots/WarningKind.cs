namespace AgentSafetyKit.Snapshots;

/// <summary>What a snapshot or a restore could not do as asked. Part of the manifest's format, by number.</summary>
public enum WarningKind
{
    /// <summary>The file could not be read; the previous snapshot's copy stands in for it.</summary>
    UnreadableKeptOld = 1,

    /// <summary>The file or folder could not be read and is in no snapshot.</summary>
    Unreadable = 2,

    /// <summary>It changed during every attempt to copy it.</summary>
    Torn = 3,

    /// <summary>A socket: recorded, not stored.</summary>
    SocketSkipped = 4,

    /// <summary>A device: recorded, not stored.</summary>
    DeviceSkipped = 5,

    /// <summary>Another file system is mounted there; its content is left out.</summary>
    OtherFileSystem = 6,

    /// <summary>The backup disk can not keep extended attributes or access lists.</summary>
    AttributesLost = 7,

    /// <summary>The backup disk can not make hard links: every snapshot is a full copy.</summary>
    NoLinks = 8,

    /// <summary>The snapshot to build on could not be read there; the file was copied again.</summary>
    PreviousDamaged = 9,

    /// <summary>What the restore found there is not what it planned for; it was left as it is.</summary>
    RestoreSkipped = 10,

    /// <summary>A folder that should go holds files the snapshot's rules leave out; it stays.</summary>
    FolderKept = 11,

    /// <summary>The owner could not be set: only root may.</summary>
    OwnerLost = 12,

    /// <summary>Setuid and setgid bits were not restored.</summary>
    SetuidDropped = 13,

    /// <summary>Where the source lies, inode numbers and ctimes say nothing: an edit that keeps size and time is not seen.</summary>
    UnstableInodes = 14,

    /// <summary>The folder of the snapshots lies there, by a mount or since a moment ago; its content is left out.</summary>
    BackupsInside = 15,

    /// <summary>The snapshot is there, but old ones that should have gone could not be removed.</summary>
    OldOnesStay = 20,

    /// <summary>A snapshot that was captured and cut off could not be finished; it stays as it is until it can.</summary>
    StillUnfinished = 21,

    /// <summary>The backup folder is a copy that did not keep times, modes or owners; such files are copied anew.</summary>
    CopyLostLooks = 22,

    /// <summary>What is left of a snapshot that was removed or never finished could not be removed either.</summary>
    RestStays = 23,

    /// <summary>A snapshot that should go is another user's, who alone can remove it; it stays.</summary>
    OthersSnapshotStays = 34,

    /// <summary>The snapshot to build on is another user's and can not be read.</summary>
    OthersNewest = 35,

    /// <summary>The file is larger than the configuration allows; it is not in the snapshot.</summary>
    TooLarge = 24,

    /// <summary>The file is so large that the user should know it is copied.</summary>
    LargeFile = 25,

    /// <summary>The backup disk takes the name and another one in the folder for the same (they differ in case only); it is not in the snapshot.</summary>
    NameTaken = 26,

    /// <summary>Making the snapshot was cut off after the capture, and what the file was to be taken from is gone since; it is not in the snapshot.</summary>
    LostToInterruption = 27,

    /// <summary>Somebody took something out of the newest snapshot, or put something in; a new one was made although the source did not change.</summary>
    NewestDamaged = 29,

    /// <summary>What the snapshot has by that path is not what was stored; it was restored as it is.</summary>
    RestoredDamaged = 30,

    /// <summary>The snapshot's manifest has the path, and the snapshot itself has lost it; it was not restored.</summary>
    NotInSnapshot = 31,

    /// <summary>What stands there could not be stored before the restore; it was left as it is.</summary>
    RestoreNotSaved = 32,

    /// <summary>A socket or a device that the restored snapshot does not have: no snapshot could bring it back, so it was left.</summary>
    SpecialLeft = 33,

    /// <summary>An ignore file is longer than is read; its first lines hold.</summary>
    IgnoreFileTooLong = 36,
}
