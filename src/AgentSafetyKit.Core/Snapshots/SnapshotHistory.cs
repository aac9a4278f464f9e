using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Tells the versions of one file or folder over all snapshots of a store, by the manifests: no content is read.</summary>
public sealed class SnapshotHistory(SnapshotStore store)
{
    /// <summary>Oldest first. The time before a path first appears is no version; where it is missing later, that is one (<see cref="ChangeKind.Deleted"/>).</summary>
    /// <exception cref="KitException">SnapshotMissing: no snapshot has the path, or there is none.</exception>
    public IReadOnlyList<PathVersion> Of(TreePath path, IProgress<WorkProgress>? progress, CancellationToken cancellation) => store.Guarded<IReadOnlyList<PathVersion>>(() =>
    {
        var versions = new List<PathVersion>();
        PathState last = default;
        int snapshots = 0;
        foreach (OpenSnapshot snapshot in SnapshotSeries.Open(store, progress, cancellation))
        {
            snapshots++;
            string id = snapshot.Name.ToString();
            var state = new PathState(snapshot.Manifest.Table, path);
            if (state.ChangeFrom(last) is { } change)
                versions.Add(state.Version(id, change) with { IsExcluded = change == ChangeKind.Deleted && snapshot.Manifest.Rules.Excludes(path, versions[^1].Kind == EntryKind.Folder) });
            else if (versions.Count > 0)
                versions[^1] = versions[^1] with { Last = id, Snapshots = versions[^1].Snapshots + 1 };
            last = state;
        }

        return versions.Count > 0 ? versions : throw Unknown(path, snapshots);
    });

    private KitException Unknown(TreePath path, int snapshots) => new(
        ErrorCode.SnapshotMissing,
        new Text($"no snapshot has '{path}'", $"ни в одном снимке нет «{path}»"),
        snapshots == 0
            ? new Text($"there are no snapshots in {Printable.Escape(store.Spec.BackupFolder)}", $"в {Printable.Escape(store.Spec.BackupFolder)} нет снимков")
            : new Text($"none of the {snapshots} in {Printable.Escape(store.Spec.BackupFolder)}", $"ни в одном из {snapshots}, что лежат в {Printable.Escape(store.Spec.BackupFolder)}"),
        snapshots == 0
            ? store.Spec.HowToBegin
            : SnapshotSearch.HowToFind(store, path));
}
