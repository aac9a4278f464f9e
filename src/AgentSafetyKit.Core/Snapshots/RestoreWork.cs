using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What the threads of one restore share: the plan by indexes, which folders were touched, the warnings. Each folder is worked on by one thread at a time.</summary>
internal sealed class RestoreWork
{
    private readonly Lock _gate = new();
    private readonly List<SnapshotWarning> _warnings = [];
    private readonly int[] _foundEntries;
    private readonly int[] _foundFolders;

    public RestoreWork(RestorePlan plan, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Plan = plan;
        Table = plan.Manifest.Table;
        Space = space;
        Progress = new SharedProgress(progress, new Text("restoring files", "восстановление файлов"), ProgressUnit.Bytes, plan.Bytes);
        Cancellation = cancellation;
        Touched = new bool[Table.FolderCount];
        Missing = new bool[Table.FolderCount];
        _foundFolders = RestorePlanner.Inverse(plan.Found?.FolderOrigins, Table.FolderCount);
        _foundEntries = RestorePlanner.Inverse(plan.Found?.EntryOrigins, Table.EntryCount);
    }

    public RestorePlan Plan { get; }

    public TreeTable Table { get; }

    public SpaceGuard Space { get; }

    public SharedProgress Progress { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Folders something happened in: their times are set again.</summary>
    public bool[] Touched { get; }

    /// <summary>Folders that are not there and could not be made.</summary>
    public bool[] Missing { get; }

    /// <summary>In the order of the tree, whichever thread said them.</summary>
    public IReadOnlyList<SnapshotWarning> Warnings => [.. _warnings.OrderBy(warning => warning.Path, Comparer<TreePath>.Create((left, right) => left.Bytes.SequenceCompareTo(right.Bytes)))];

    public bool WasFound(int folder) => _foundFolders[folder] >= 0;

    /// <summary>What an entry needs; null: nothing, or it is not asked for.</summary>
    public RestoreAction? ActionFor(int entry) =>
        Plan.Scope.HasEntry(entry) && Table.Entry(entry).IsStored ? RestorePlanner.ActionFor(Plan, entry, _foundEntries) : null;

    /// <summary>The file that this one is another name of is as the snapshot has it: by this restore, or as it was found.</summary>
    public bool IsRight(int leader) => Plan.Scope.HasEntry(leader) || (Table.Entry(leader).IsStored && RestorePlanner.ActionFor(Plan, leader, _foundEntries) is null);

    /// <summary>Its mode, owner or time are to be set.</summary>
    public bool IsToFinish(int folder)
    {
        bool found = WasFound(folder);
        bool differs = !found || Touched[folder] || RestorePlanner.FolderDiffers(Plan.Manifest, folder, Plan.Found!, _foundFolders[folder]);
        // A folder on the way to a restored path keeps what it has.
        return differs && !Missing[folder] && Plan.Scope.NeedsFolder(folder) && (Plan.Scope.HasFolder(folder) || !found) && (Table.Folder(folder).Flags & EntryFlags.NotEntered) == 0;
    }

    public void Warn(WarningKind kind, TreePath path, Errno errno = Errno.Ok)
    {
        lock (_gate)
            _warnings.Add(new SnapshotWarning(kind, path, errno));
    }

    /// <summary>Only the first to find it says so.</summary>
    public void WarnMissing(int folder, Errno errno)
    {
        lock (_gate)
        {
            if (Missing[folder])
                return;
            Missing[folder] = true;
            _warnings.Add(new SnapshotWarning(WarningKind.RestoreSkipped, Table.PathOfFolder(folder), errno));
        }
    }
}
