using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What differs between two snapshots, or between a snapshot and the folder as it is now (by that snapshot's rules). Holds both open, so that contents can be compared too.</summary>
public sealed class SnapshotDiff : IDisposable
{
    /// <summary>Bytes of a side up to which contents are told line by line.</summary>
    public const int LargestText = 1 << 20;
    private readonly SnapshotStore _store;
    private readonly OpenSnapshot _old;
    private readonly OpenSnapshot? _current;
    private readonly FolderHandle? _source;
    private readonly TreeScan? _scan;
    private readonly CancellationToken _cancellation;

    private SnapshotDiff(SnapshotStore store, OpenSnapshot old, OpenSnapshot? current, FolderHandle? source, TreeScan? scan, CancellationToken cancellation)
    {
        (_store, _old, _current, _source, _scan, _cancellation) = (store, old, current, source, scan, cancellation);
    }

    private TreeTable OldTable => _old.Manifest.Table;

    private TreeTable NewTable => _scan?.Table ?? _current!.Manifest.Table;

    private FolderHandle NewRoot => _source ?? _current!.Root;

    /// <param name="store">Whose snapshots.</param>
    /// <param name="from">The older one.</param>
    /// <param name="to">Null: the folder now.</param>
    /// <param name="progress">Of reading the folder.</param>
    /// <param name="cancellation">Also stops the enumeration.</param>
    /// <exception cref="KitException">SnapshotMissing, FolderMissing, PermissionDenied.</exception>
    public static SnapshotDiff Open(SnapshotStore store, string from, string? to, IProgress<WorkProgress>? progress, CancellationToken cancellation) => store.Guarded(() =>
    {
        OpenSnapshot old = store.Open(from, needsManifest: true, progress, cancellation);
        OpenSnapshot? current = null;
        FolderHandle? source = null;
        try
        {
            if (to is not null)
            {
                current = store.Open(to, needsManifest: true, progress, cancellation);
                return new SnapshotDiff(store, old, current, null, null, cancellation);
            }

            source = store.OpenSource();
            TreeScan scan = TreeScanner.Run(
                new ScanSpec
                {
                    Root = source,
                    Previous = old.Manifest,
                    PreviousRoot = old.Root,
                    Backups = old.Backups.Handle,
                    Frozen = old.Manifest.Rules,
                    ComparesContent = true,
                    Progress = progress ?? NoProgress.Instance,
                },
                cancellation);
            return new SnapshotDiff(store, old, null, source, scan, cancellation);
        }
        catch
        {
            old.Dispose();
            current?.Dispose();
            source?.Dispose();
            throw;
        }
    });

    /// <summary>Found while it is enumerated, folder by folder.</summary>
    /// <param name="paths">Only these and what is below them; empty means all.</param>
    /// <exception cref="KitException">SnapshotMissing: a path is on neither side.</exception>
    public IEnumerable<TreeChange> Changes(params IReadOnlyList<TreePath> paths)
    {
        foreach (TreePath path in paths)
            RequireKnown(path);
        using var comparison = new TreeComparison(OldTable, _old.Root, NewTable, NewRoot, _scan, _cancellation);
        using IEnumerator<TreeChange> changes = comparison.Changes().GetEnumerator();
        while (_store.Guarded(changes.MoveNext))
        {
            if (paths.Count == 0 || paths.Any(path => changes.Current.Path.IsWithin(path)))
                yield return changes.Current;
        }
    }

    /// <summary>How the content of a changed path differs; a side that is no file counts as empty.</summary>
    public ContentChange Content(TreeChange change)
    {
        if (change.Kind == ChangeKind.MetadataOnly || (change.OldKind != EntryKind.File && change.NewKind != EntryKind.File))
            return ContentChange.Without(ContentChangeState.None);
        if (Math.Max(Size(change.OldKind, change.OldSize), Size(change.NewKind, change.NewSize)) > LargestText)
            return ContentChange.Without(ContentChangeState.TooLarge);
        if (Read(_old.Root, change.OldKind, change.Path) is not { } old || Read(NewRoot, change.NewKind, change.Path) is not { } now)
            return ContentChange.Without(ContentChangeState.Unreadable);
        if (old.AsSpan().Contains((byte)0) || now.AsSpan().Contains((byte)0))
            return ContentChange.Without(ContentChangeState.Binary);
        IReadOnlyList<DiffHunk> hunks = UnifiedDiff.Of(old, now);
        return new ContentChange(hunks.Count > 0 ? ContentChangeState.Text : ContentChangeState.None, hunks);
    }

    public void Dispose()
    {
        _old.Dispose();
        _current?.Dispose();
        _source?.Dispose();
    }

    private static long Size(EntryKind kind, long size) => kind == EntryKind.File ? size : 0;

    private static byte[]? Read(FolderHandle root, EntryKind kind, TreePath path)
    {
        if (kind != EntryKind.File)
            return [];
        if (PathOpening.OpenFile(root, path, out FileHandle file, out FileStatus status) != Errno.Ok)
            return null;
        using (file)
        {
            if (status.Size > LargestText)
                return null;
            byte[] content = new byte[status.Size];
            for (int filled = 0; filled < content.Length;)
            {
                if (file.ReadAt(content.AsSpan(filled), filled, out int count) != Errno.Ok || count == 0)
                    return null;
                filled += count;
            }

            return content;
        }
    }

    private void RequireKnown(TreePath path)
    {
        if (OldTable.FindFolder(path) >= 0 || OldTable.FindEntry(path) >= 0 || NewTable.FindFolder(path) >= 0 || NewTable.FindEntry(path) >= 0)
            return;
        throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text($"'{path}' can not be compared", $"«{path}» не с чем сравнить"),
            new Text("neither side has it, or the snapshot's rules leave it out", "его нет ни с одной стороны, или правила снимка исключают его"),
            _old.HowToLook);
    }
}
