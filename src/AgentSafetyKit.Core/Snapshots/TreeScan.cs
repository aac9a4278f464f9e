namespace AgentSafetyKit.Snapshots;

/// <summary>A tree as it was found, compared with a snapshot: for each folder and entry the index it has in the snapshot (-1: none) and how it differs.</summary>
internal sealed class TreeScan
{
    public required TreeTable Table { get; init; }

    public List<int> FolderOrigins { get; } = [];

    public List<EntryState> FolderStates { get; } = [];

    public List<int> EntryOrigins { get; } = [];

    public List<EntryState> EntryStates { get; } = [];

    public List<SnapshotWarning> Warnings { get; } = [];

    public List<IgnoreChange> IgnoreChanges { get; } = [];

    public IgnoreRules Rules { get; set; } = IgnoreRules.None;

    public long StartedAt { get; init; }

    public RootIdentity Root { get; set; }

    /// <summary>Names the rules left out (an excluded folder counts once).</summary>
    public int Excluded { get; set; }

    /// <summary>What new and changed files take on the disk.</summary>
    public long BytesToCopy { get; set; }

    /// <summary>Entries and folders of the snapshot that are not there any more.</summary>
    public int DeletedEntries { get; set; }

    public int DeletedFolders { get; set; }

    public int Added => Count(EntryState.Added);

    public int Changed => Count(EntryState.Changed) + Count(EntryState.MetadataOnly);

    public bool NeedsRefresh => EntryStates.Contains(EntryState.Refreshed) || FolderStates.Contains(EntryState.Refreshed);

    /// <summary>Whether a new snapshot would differ from the old one.</summary>
    public bool HasChanges => DeletedEntries + DeletedFolders > 0 || EntryStates.Exists(Differs) || FolderStates.Exists(Differs);

    private static bool Differs(EntryState state) => state is EntryState.Added or EntryState.Changed or EntryState.MetadataOnly;

    private int Count(EntryState state)
    {
        int count = 0;
        foreach (EntryState found in EntryStates)
            count += found == state ? 1 : 0;
        return count;
    }
}
