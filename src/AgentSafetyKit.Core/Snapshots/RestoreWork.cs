using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What the threads of one restore share: the plan by indexes, which folders were touched, the warnings. Each folder is worked on by one thread at a time.</summary>
internal sealed class RestoreWork
{
    private readonly Lock _gate = new();
    private readonly List<SnapshotWarning> _warnings = [];
    private int _created;
    private int _putBack;
    private int _deleted;
    private long _bytes;

    public RestoreWork(RestorePlan plan, RestoreGuard guard, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Plan = plan;
        Guard = guard;
        Table = plan.Manifest.Table;
        Space = space;
        Progress = new SharedProgress(progress, new Text("restoring files", "восстановление файлов"), ProgressUnit.Bytes, plan.Bytes, plan.FilesWritten);
        Cancellation = cancellation;
        Touched = new bool[Table.FolderCount];
        Missing = new bool[Table.FolderCount];
    }

    public RestorePlan Plan { get; }

    public RestorePlanner Planner => Plan.Planner;

    public RestoreGuard Guard { get; }

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

    /// <summary>So far.</summary>
    public RestoreTotals Done => new(_created, _putBack, _deleted, _bytes);

    /// <summary>From any thread.</summary>
    public void Did(RestoreAction action, long bytes = 0)
    {
        Interlocked.Add(ref _bytes, bytes);
        switch (action)
        {
            case RestoreAction.Create:
                Interlocked.Increment(ref _created);
                break;
            case RestoreAction.Delete:
                Interlocked.Increment(ref _deleted);
                break;
            default:
                Interlocked.Increment(ref _putBack);
                break;
        }
    }

    public bool WasFound(int folder) => Planner.FoundFolder(folder) >= 0;

    /// <summary>Its mode, owner or time are to be set.</summary>
    public bool IsToFinish(int folder)
    {
        bool found = WasFound(folder);
        bool differs = !found || Touched[folder] || Planner.FolderDiffers(folder);
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
