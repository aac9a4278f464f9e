using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Exactly what a restore will do, worked out before anything is touched. Files that the snapshot's rules leave out are in no step.</summary>
public sealed class RestorePlan
{
    internal RestorePlan(RestoreRequest request, string target, Manifest manifest, TreeScan? found, RestoreScope scope)
    {
        Request = request;
        Target = target;
        Manifest = manifest;
        Found = found;
        Scope = scope;
        // Rules made again from the snapshot's own ignore files are less than it was taken by: what it does not have may be what they left out.
        bool removesExtra = request.DeletesExtra ?? (request.Target is null && !manifest.Facts.IsRebuilt);
        Planner = new RestorePlanner(manifest, found, scope, removesExtra, request.RestoresSetuid);
        foreach (RestoreItem item in Planner.Items())
        {
            Created += item.Action == RestoreAction.Create ? 1 : 0;
            Changed += item.Action is RestoreAction.Replace or RestoreAction.Metadata ? 1 : 0;
            Deleted += item.Action == RestoreAction.Delete ? 1 : 0;
            FoldersTouched += item.IsFolderTouch ? 1 : 0;
            bool isWritten = item.Entry >= 0 && item.Action is RestoreAction.Create or RestoreAction.Replace;
            Bytes += isWritten ? item.Size : 0;
            FilesWritten += isWritten && item.Kind == EntryKind.File ? 1 : 0;
        }

        Lost = [.. Planner.Lost().Select(path => new SnapshotWarning(WarningKind.NotInSnapshot, path))];
        Kept = request.Target is null && manifest.Facts.IsRebuilt && !removesExtra ? Planner.CountKept() : 0;
    }

    public RestoreRequest Request { get; }

    /// <summary>The folder restored into.</summary>
    public string Target { get; }

    /// <summary>Made while they are looked through, each time anew: there may be a million of them.</summary>
    public IEnumerable<RestoreStep> Steps => Planner.Items().Select(item => Planner.Step(item));

    public int Created { get; }

    public int Changed { get; }

    public int Deleted { get; }

    /// <summary>Of the changed: folders that are there and get their mode, owner, time or attributes back.</summary>
    public int FoldersTouched { get; }

    /// <summary>Folders that an agent closed to their owner: what is in them is seen, and put back, when the restore begins.</summary>
    public int ClosedFolders { get; internal set; }

    /// <summary>Files in place that the snapshot does not have and that stay all the same, because it lost its list of files: they may be what it was told to leave out.</summary>
    public int Kept { get; }

    /// <summary>What is asked for and never came into the snapshot, because making it was cut off: it stays as it is.</summary>
    public IReadOnlyList<SnapshotWarning> Lost { get; }

    /// <summary>What is otherwise in the snapshot, or not in it at all, and is left as it is: what is mounted there, and what no snapshot could bring back.</summary>
    public IReadOnlyList<SnapshotWarning> LeftAlone => Planner.LeftAlone;

    /// <summary>To be written.</summary>
    public long Bytes { get; }

    /// <summary>How many files these bytes are.</summary>
    public int FilesWritten { get; }

    public bool IsEmpty => Created + Changed + Deleted == 0;

    /// <summary>Programs and scripts that will be created or replaced: they run on this host.</summary>
    public IEnumerable<TreePath> ChangedExecutables =>
        Planner.Items().Where(item => item.IsExecutable && item.Action is RestoreAction.Create or RestoreAction.Replace).Select(item => Planner.Step(item).Path);

    internal RestorePlanner Planner { get; }

    internal Manifest Manifest { get; }

    /// <summary>Null: the target does not exist yet.</summary>
    internal TreeScan? Found { get; }

    internal RestoreScope Scope { get; }
}
