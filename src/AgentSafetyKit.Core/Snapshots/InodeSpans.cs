using System.Runtime.InteropServices;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finds exactly what snapshots hold: from the lists of files, which inode is in which of them. All of them are there now, so an inode's number means the same file in each. Memory is by the number of files
/// that differ, not by the number of snapshots.
/// </summary>
internal sealed class InodeSpans(BackupFolder backups, TimeZoneInfo zone, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private static readonly Text Doing = new("reading the lists of files", "чтение описей");
    private readonly Dictionary<ulong, Span> _files = [];
    private readonly Dictionary<TreePath, (int Times, long Bytes)> _changes = [];

    /// <summary>Of each path, in how many snapshots (but the first) a new version of it was stored, and how large these are together.</summary>
    public IReadOnlyDictionary<TreePath, (int Times, long Bytes)> Changes => _changes;

    public SnapshotSizes Read(IReadOnlyList<SnapshotName> oldestFirst)
    {
        for (int i = 0; i < oldestFirst.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new WorkProgress(Doing, i, oldestFirst.Count));
            using Manifest manifest = ManifestOf(oldestFirst[i]);
            Add(i, manifest.Table);
        }

        if (oldestFirst.Count > 0)
            progress.Report(new WorkProgress(Doing, oldestFirst.Count, oldestFirst.Count));
        var sums = new Dictionary<(int First, int Last), long>();
        foreach (Span span in _files.Values)
            CollectionsMarshal.GetValueRefOrAddDefault(sums, (span.First, span.Last), out _) += span.Bytes;
        return new SnapshotSizes(oldestFirst.Count, [.. sums.Select(sum => (sum.Key.First, sum.Key.Last, sum.Value))], isExact: true);
    }

    private Manifest ManifestOf(SnapshotName name)
    {
        using FolderHandle root = backups.Open(name);
        return CopiedSnapshot.Read(backups, name, root, cancellation) ?? ManifestRebuild.From(name, root, 0, zone, cancellation);
    }

    private void Add(int index, TreeTable table)
    {
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            FolderRecord record = table.Folder(folder);
            for (int i = record.FirstEntry; i < record.EntryEnd; i++)
            {
                ref EntryRecord entry = ref table.Entry(i);
                if (!entry.IsStored || entry.Kind != EntryKind.File || entry.SnapshotInode == 0)
                    continue;
                ref Span span = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, entry.SnapshotInode, out bool known);
                if (!known)
                {
                    span = new Span(index, index, entry.Size);
                    if (index > 0)
                        CountChange(table.PathOfEntry(folder, i), entry.Size);
                }

                span.Last = index;
            }
        }
    }

    private void CountChange(TreePath path, long bytes)
    {
        ref (int Times, long Bytes) change = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, path, out _);
        (change.Times, change.Bytes) = (change.Times + 1, change.Bytes + bytes);
    }

    private record struct Span(int First, int Last, long Bytes);
}
