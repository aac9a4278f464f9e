using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Looks into snapshots as they lie on the disk: no manifest is needed, and no link is followed.</summary>
public sealed class SnapshotBrowser(SnapshotStore store)
{
    /// <summary>A path of a snapshot, and what lies in it.</summary>
    /// <exception cref="KitException">SnapshotMissing: there is no such snapshot or no such path in it.</exception>
    public SnapshotListing List(string id, TreePath path, IProgress<WorkProgress>? progress, CancellationToken cancellation) => store.Guarded(() =>
    {
        using OpenSnapshot snapshot = store.Open(id, needsManifest: false, progress, cancellation);
        using var cursor = new FolderCursor(snapshot.Root);
        Errno errno = PathOpening.Enter(cursor, path.Parent);
        FileStatus status = default;
        byte[] name = [.. path.Name, 0];
        if (errno == Errno.Ok)
            errno = path.IsRoot ? snapshot.Root.Status(out status) : cursor.Current.StatusOf(name, out status);
        if (errno != Errno.Ok)
            throw Missing(id, path, errno);
        ListedEntry self = ListedEntry.Of(path, cursor.Current, name, status);
        if (self.Kind != EntryKind.Folder)
            return new SnapshotListing(self, [], []);
        if (!path.IsRoot)
            errno = cursor.Enter(name);
        var listing = new FolderListing();
        if (errno == Errno.Ok)
            errno = cursor.Current.List(listing);
        errno.Check("getdents64", name);
        var children = new List<ListedEntry>(listing.Count);
        for (int i = 0; i < listing.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (cursor.Current.StatusOf(listing.Name(i), out FileStatus child) == Errno.Ok)
                children.Add(ListedEntry.Of(path.Append(listing.Name(i)[..^1]), cursor.Current, listing.Name(i), child));
        }

        using Manifest? manifest = snapshot.Backups.ReadManifest(snapshot.Name, out _);
        TreePath[] lost = [.. (manifest?.Warnings ?? []).Where(warning => warning.Kind == WarningKind.LostToInterruption && warning.Path.IsWithin(path)).Select(warning => warning.Path)];
        return new SnapshotListing(self, children, lost);
    });

    private KitException Missing(string id, TreePath path, Errno errno) => new(
        ErrorCode.SnapshotMissing,
        new Text($"snapshot {Printable.Escape(id)} has no '{path}'", $"в снимке {Printable.Escape(id)} нет «{path}»"),
        errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP ? new Text("there is nothing of that name", "там нет такого имени") : errno.Words(),
        SnapshotSearch.HowToFind(store, path));
}
