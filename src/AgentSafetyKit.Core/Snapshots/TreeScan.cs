namespace AgentSafetyKit.Snapshots;

/// <summary>
/// A tree as it was found, compared with a snapshot: for each folder and entry the index it has in the snapshot (-1: none) and how it differs. Where nothing at all differs, the table is the snapshot's own.
/// </summary>
internal sealed class TreeScan : IDisposable
{
    public required TreeTable Table { get; init; }

    public required OriginList FolderOrigins { get; init; }

    public required StateList FolderStates { get; init; }

    public required OriginList EntryOrigins { get; init; }

    public required StateList EntryStates { get; init; }

    public List<SnapshotWarning> Warnings { get; } = [];

    /// <summary>Folders of <see cref="Table"/> with something else mounted on them, or with the snapshots in them, as the kind says: what is in them is no part of the tree.</summary>
    public Dictionary<int, WarningKind> Foreign { get; } = [];

    public List<IgnoreChange> IgnoreChanges { get; } = [];

    public IgnoreRules Rules { get; set; } = IgnoreRules.None;

    public long StartedAt { get; init; }

    public RootIdentity Root { get; set; }

    /// <summary>The tree lies where inode numbers and ctimes say nothing.</summary>
    public bool InodesAreUnstable { get; init; }

    /// <summary>Not a single time, inode or flag differs from the manifest: <see cref="Table"/> is the manifest's, and there is nothing to write.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>A file was met by one of its names that changed since another of them was, which was taken over from the snapshot all the same.</summary>
    public bool TookTooMuch { get; set; }

    /// <summary>Names the rules left out (an excluded folder counts once), in the folders that were listed.</summary>
    public int Excluded { get; set; }

    /// <summary>Files of the snapshot that are there and that the rules leave out now; of an excluded folder, all that the snapshot has of it.</summary>
    public int NewlyExcluded { get; set; }

    /// <summary>What new and changed files take on the disk.</summary>
    public long BytesToCopy { get; set; }

    /// <summary>New and changed files and the like; a file of several names counts as often.</summary>
    public int FilesToCopy => Added + Changed;

    /// <summary>Entries and folders of the snapshot that are not there any more.</summary>
    public int DeletedEntries { get; set; }

    public int DeletedFolders { get; set; }

    public int Added => EntryStates.CountOf(EntryState.Added);

    public int Changed => EntryStates.CountOf(EntryState.Changed) + EntryStates.CountOf(EntryState.MetadataOnly);

    public bool NeedsRefresh => EntryStates.CountOf(EntryState.Refreshed) + FolderStates.CountOf(EntryState.Refreshed) > 0;

    /// <summary>Whether a new snapshot would differ from the old one.</summary>
    public bool HasChanges => DeletedEntries + DeletedFolders > 0 || EntryStates.HasChanges || FolderStates.HasChanges;

    /// <summary>Nothing found yet; <paramref name="previous"/> says about how much it will be.</summary>
    public static TreeScan Start(TreeTable? previous, long startedAt, bool inodesAreUnstable) => new()
    {
        Table = previous?.Successor() ?? new TreeTable(),
        FolderOrigins = OriginList.WithRoomFor((previous?.FolderCount ?? 0) + 64),
        FolderStates = StateList.WithRoomFor((previous?.FolderCount ?? 0) + 64),
        EntryOrigins = OriginList.WithRoomFor((previous?.EntryCount ?? 0) + 512),
        EntryStates = StateList.WithRoomFor((previous?.EntryCount ?? 0) + 512),
        StartedAt = startedAt,
        InodesAreUnstable = inodesAreUnstable,
    };

    public static TreeScan Untouched(TreeTable previous, long startedAt, bool inodesAreUnstable) => new()
    {
        Table = previous,
        FolderOrigins = OriginList.Identity(previous.FolderCount),
        FolderStates = StateList.AllSame(previous.FolderCount),
        EntryOrigins = OriginList.Identity(previous.EntryCount),
        EntryStates = StateList.AllSame(previous.EntryCount),
        StartedAt = startedAt,
        InodesAreUnstable = inodesAreUnstable,
        IsUntouched = true,
    };

    /// <summary>Gives the memory of its own table back; the snapshot's table stays the snapshot's.</summary>
    public void Dispose()
    {
        if (!IsUntouched)
            Table.Dispose();
    }
}
