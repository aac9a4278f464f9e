using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Reads every file of the source that looks as the newest snapshot has it, and compares the contents: finds what no check of sizes and times can, an edit under a clock that was set back, a write through a
/// mapping that moved no time, a disk that rots.
/// </summary>
public sealed class SourceVerifier(SnapshotStore store, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    private const int FilesAtOnce = 16;
    private static readonly Text Doing = new("reading the folder", "чтение папки");

    /// <exception cref="KitException">SnapshotMissing: there is no snapshot; FolderMissing, PermissionDenied.</exception>
    public SourceVerification Verify() => store.Guarded(() =>
    {
        string newest = SnapshotSeries.Names(store) is [.., SnapshotName last] ? last.ToString() : "";
        using OpenSnapshot snapshot = store.Open(newest, needsManifest: true, progress, cancellation);
        using FolderHandle source = store.OpenSource();
        TreeTable recorded = snapshot.Manifest.Table;
        TreeScan scan = TreeScanner.Run(
            new ScanSpec { Root = source, Previous = snapshot.Manifest, PreviousRoot = snapshot.Root, Backups = snapshot.Backups.Handle, Frozen = snapshot.Manifest.Rules, Progress = progress ?? NoProgress.Instance },
            cancellation);
        var places = new List<(int Folder, int Entry)>();
        long bytes = 0;
        for (int folder = 0; folder < scan.Table.FolderCount; folder++)
        {
            for (int entry = scan.Table.Folder(folder).FirstEntry; entry < scan.Table.Folder(folder).EntryEnd; entry++)
            {
                if (scan.Table.Entry(entry).Kind != EntryKind.File || scan.EntryStates[entry] is not (EntryState.Same or EntryState.Refreshed))
                    continue;
                places.Add((folder, entry));
                bytes += scan.Table.Entry(entry).Size;
            }
        }

        var hidden = new bool[places.Count];
        int proved = 0, unproved = 0;
        var shared = new SharedProgress(progress ?? NoProgress.Instance, Doing, ProgressUnit.Bytes, bytes, places.Count);
        WorkerThreads.Run(
            places.Count,
            FilesAtOnce,
            _ => new ContentReader(scan.Table, source, shared.Part(), cancellation),
            (reader, item) =>
            {
                (int folder, int entry) = places[item];
                EntryRecord record = scan.Table.Entry(entry);
                ContentHash wanted = recorded.Hash(scan.EntryOrigins[entry]);
                Errno errno = reader.Read(folder, entry, out ContentHash hash, out FileStatus before, out FileStatus after);
                // Touched since the scan: a further snapshot sees that.
                bool untouched = errno == Errno.Ok && after.IsUntouchedSince(before) && before.ChangedAt == record.ChangedAt && before.Inode == record.SourceInode;
                if (!untouched || !wanted.IsKnown)
                    Interlocked.Increment(ref unproved);
                else if (hash == wanted)
                    Interlocked.Increment(ref proved);
                else
                    hidden[item] = true;
            },
            null,
            cancellation);
        TreePath[] paths = [.. places.Where((_, item) => hidden[item]).Select(place => scan.Table.PathOfEntry(place.Folder, place.Entry))];
        return new SourceVerification(newest, paths, scan.Added + scan.Changed + scan.DeletedEntries, proved, unproved);
    });
}
