using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Reads a tree that somebody may be changing, and compares it with a snapshot. First all threads look for folders where anything differs (<see cref="TreeCheck"/>); then those are visited one after another,
/// listed only where a folder's times moved, and all others are taken over as they were. Everything is reached through the handle of its folder, so what is swapped meanwhile is recorded as what it is, or not at all.
/// </summary>
internal sealed partial class TreeScanner : IDisposable
{
    private static readonly Text Doing = new("checking files", "проверка файлов");
    private readonly ScanSpec _spec;
    private readonly TreeTable? _previous;
    private readonly TreeScan _scan;
    private readonly TreeTable _table;
    private readonly FolderCursor _cursor;
    private readonly EntryComparison _comparison;
    private readonly IgnoreReader _ignore;
    private readonly FolderListing _listing = new();
    private readonly Stack<Pending> _pending = new();
    private readonly List<Pending> _children = [];
    private readonly LinkGroups _links;
    private readonly FolderVerdicts? _verdicts;
    private readonly CancellationToken _cancellation;
    private readonly FileStatus _root;
    private readonly FileStatus _backups;
    private long _now;
    private int _folder;

    private TreeScanner(ScanSpec spec, in FileStatus root, TreeScan scan, IgnoreReader ignore, FolderVerdicts? verdicts, CancellationToken cancellation)
    {
        (_spec, _root, _scan, _ignore, _verdicts, _cancellation) = (spec, root, scan, ignore, verdicts, cancellation);
        _previous = spec.Previous?.Table;
        _table = scan.Table;
        _cursor = new FolderCursor(spec.Root);
        _comparison = new EntryComparison(_previous, spec.PreviousRoot, !scan.InodesAreUnstable, cancellation);
        _links = new LinkGroups(scan, _previous);
        _ = spec.Backups?.Status(out _backups);
    }

    /// <exception cref="SystemCallException">The root itself can not be read.</exception>
    public static TreeScan Run(ScanSpec spec, CancellationToken cancellation)
    {
        spec.Root.Status(out FileStatus root).Check("statx");
        bool unstable = !(spec.InodesAreStable ?? spec.Root.FileSystem().HasStableInodes);
        long startedAt = SystemClock.Nanoseconds();
        var known = new KnownIgnoreFiles(spec);
        FolderVerdicts? verdicts = known.AllowsShortcuts ? Check(spec, known, root, unstable, cancellation) : null;
        TreeScan scan = verdicts is { AreAllClean: true }
            ? TreeScan.Untouched(spec.Previous!.Table, startedAt, unstable)
            : TreeScan.Start(spec.Previous?.Table, startedAt, unstable);
        scan.Root = RootIdentity.Of(root);
        if (unstable && spec.Previous is not { InodesWereUnstable: true })
            scan.Warnings.Add(new SnapshotWarning(WarningKind.UnstableInodes, TreePath.Root));
        var ignore = new IgnoreReader(spec, scan, known);
        if (scan.IsUntouched)
        {
            ignore.PassOver(0, scan.Table.FolderCount);
            ignore.Finish();
            return scan;
        }

        using var scanner = new TreeScanner(spec, root, scan, ignore, verdicts, cancellation);
        scanner.Walk(known.RelistsAll);
        return scan;
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _comparison.Dispose();
    }

    private static FolderVerdicts Check(ScanSpec spec, KnownIgnoreFiles known, in FileStatus root, bool unstable, CancellationToken cancellation)
    {
        TreeTable table = spec.Previous!.Table;
        var visits = new bool[table.FolderCount];
        known.MarkVisits(visits);
        if (spec.Heard is { } heard && !unstable)
            return HeardCheck.Run(table, heard, visits);
        if (spec.Seen is { } seen && !unstable)
            return SeenCheck.Run(table, seen, visits);
        return TreeCheck.Run(new TreeCheckWork(table, spec.Root, root, !unstable, visits), spec.Progress, Doing, cancellation);
    }

    private void Walk(bool relistsAll)
    {
        Visit(new Pending(-1, _table.AddName("\0"u8), 0, _previous is null ? -1 : 0, relistsAll, Errno.Ok), _root);
        while (_pending.TryPop(out Pending next))
        {
            if (next.Error == Errno.Ok && !next.Relist && next.Previous >= 0 && _verdicts?.AreClean(next.Previous, _previous!.Folder(next.Previous).SubtreeEnd) == true)
            {
                TakeSubtree(next);
                continue;
            }

            int depth = _table.Folder(next.Parent).Depth;
            while (_cursor.Depth > depth)
            {
                _cursor.Leave();
                _ignore.Leave();
            }

            if (next.Error != Errno.Ok)
            {
                Keep(next);
                continue;
            }

            Errno errno = _cursor.Enter(_table.NameAt(next.NameStart, next.NameLength + 1));
            if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
                continue; // gone, or something else by now: its folder's time has moved, so the next check looks again
            if (errno == Errno.Ok)
            {
                _cursor.Current.Status(out FileStatus status).Check("statx");
                Visit(next, status);
            }
            else
            {
                Keep(next with { Error = errno });
            }
        }

        _table.CloseSubtrees();
        _links.Settle();
        new LinkRelations(_scan, _previous).Settle();
        CountDeleted();
        _ignore.Finish();
    }

    private void Visit(Pending folder, in FileStatus status)
    {
        _cancellation.ThrowIfCancellationRequested();
        _now = SystemClock.Nanoseconds();
        var record = new FolderRecord { NameStart = folder.NameStart, NameLength = folder.NameLength };
        record.Take(status);
        if (SystemClock.IsRacy(status, _now))
            record.Flags |= EntryFlags.Racy;
        _folder = AddFolder(folder, record);
        bool isBackups = _spec.Backups is not null && status.IsSameInodeAs(_backups);
        if (isBackups || !status.IsOnMountOf(_root))
        {
            _table.Folder(_folder).Flags |= EntryFlags.NotEntered;
            _scan.FolderStates.Add(folder.Previous < 0 ? EntryState.Added : EntryState.Same);
            _scan.Foreign.Add(_folder, isBackups ? WarningKind.BackupsInside : WarningKind.OtherFileSystem);
            Warn(_scan.Foreign[_folder], Errno.Ok);
            _cursor.Leave();
            return;
        }

        _scan.FolderStates.Add(_comparison.OfFolder(folder.Previous, record, _cursor.Current));
        bool list = folder.Previous < 0 || folder.Relist || !IsUnmoved(folder.Previous, record);
        if (!list && _verdicts?.IsClean(folder.Previous) == true)
        {
            _ignore.EnterKnown(_table.FolderName(_folder), folder.Previous);
            TakeEntries(_previous!.Folder(folder.Previous));
            PushKnownChildren(folder.Previous, Errno.Ok);
            PushChildren();
            return;
        }

        Errno errno = list ? _cursor.Current.List(_listing) : Errno.Ok;
        bool relistBelow = _ignore.Enter(_folder, _cursor.Current, folder.Previous, list ? _listing : null) || folder.Relist;
        if (errno == Errno.Ok && !list && relistBelow)
        {
            list = true;
            errno = _cursor.Current.List(_listing);
        }

        if (errno != Errno.Ok)
        {
            Warn(folder.Previous >= 0 && _spec.KeepsUnreadable ? WarningKind.UnreadableKeptOld : WarningKind.Unreadable, errno);
            KeepContent(folder.Previous, errno);
        }
        else if (list)
        {
            ReadNames(folder.Previous, relistBelow);
        }
        else
        {
            CheckNames(folder.Previous);
        }

        PushChildren();
    }

    private bool IsUnmoved(int previous, in FolderRecord now)
    {
        ref FolderRecord before = ref _previous!.Folder(previous);
        return before.ModifiedAt == now.ModifiedAt && (_scan.InodesAreUnstable || (before.ChangedAt == now.ChangedAt && before.SourceInode == now.SourceInode))
            && (before.Flags & (EntryFlags.Racy | EntryFlags.NotEntered | EntryFlags.Stale)) == 0;
    }

    private void ReadNames(int previous, bool relistBelow)
    {
        int entry = 0, entryEnd = 0, child = 0, childEnd = 0;
        if (previous >= 0)
        {
            ref FolderRecord before = ref _previous!.Folder(previous);
            (entry, entryEnd, child, childEnd) = (before.FirstEntry, before.EntryEnd, previous + 1, before.SubtreeEnd);
        }

        for (int i = 0; i < _listing.Count; i++)
        {
            ReadOnlySpan<byte> name = _listing.Name(i);
            while (entry < entryEnd && _previous!.EntryName(entry).SequenceCompareTo(name) < 0)
                entry++;
            while (child < childEnd && _previous!.FolderName(child).SequenceCompareTo(name) < 0)
                child = _previous.Folder(child).SubtreeEnd;
            int sameEntry = entry < entryEnd && _previous!.EntryName(entry).SequenceEqual(name) ? entry : -1;
            int sameChild = child < childEnd && _previous!.FolderName(child).SequenceEqual(name) ? child : -1;
            EntryKind kind = _listing.Kind(i);
            if (_folder == 0 && _spec.PassesEarlierList && name.SequenceEqual(EarlierList.FileName))
                continue;
            if (kind != EntryKind.Unknown && IsExcluded(name, kind, sameEntry, sameChild))
                continue;
            Errno errno = _cursor.Current.StatusOf(name, out FileStatus status);
            if (errno == Errno.ENOENT)
                continue;
            if (errno != Errno.Ok)
                KeepName(name, sameEntry, sameChild, errno);
            else if (status.Kind != kind && IsExcluded(name, status.Kind, sameEntry, sameChild))
                continue;
            else if (status.Kind == EntryKind.Folder)
                _children.Add(new Pending(_folder, sameChild >= 0 ? NameOfFolder(sameChild) : _table.AddName(name), (ushort)(name.Length - 1), sameChild, relistBelow, Errno.Ok));
            else
                AddEntry(name, status, sameEntry, previous);
        }
    }

    private bool IsExcluded(ReadOnlySpan<byte> name, EntryKind kind, int entry, int child)
    {
        if (!_spec.AppliesRules || !_ignore.Excludes(name[..^1], kind == EntryKind.Folder))
            return false;
        _scan.Excluded++;
        _scan.NewlyExcluded += entry >= 0 ? _previous!.Entry(entry).IsStored ? 1 : 0 : child >= 0 ? _previous!.StoredBelow(child) : 0;
        return true;
    }

    private void CheckNames(int previous)
    {
        FolderRecord before = _previous!.Folder(previous);
        for (int i = before.FirstEntry; i < before.EntryEnd; i++)
        {
            ReadOnlySpan<byte> name = _previous.EntryName(i);
            Errno errno = _cursor.Current.StatusOf(name, out FileStatus status);
            if (errno == Errno.Ok && status.Kind != EntryKind.Folder)
                AddEntry(name, status, i, previous);
            else if (errno is not (Errno.Ok or Errno.ENOENT))
                KeepName(name, i, -1, errno);
        }

        PushKnownChildren(previous, Errno.Ok);
    }

    private void PushKnownChildren(int previous, Errno errno)
    {
        for (int child = previous + 1; child < _previous!.Folder(previous).SubtreeEnd; child = _previous.Folder(child).SubtreeEnd)
            _children.Add(new Pending(_folder, NameOfFolder(child), _previous.Folder(child).NameLength, child, false, errno));
    }

    private uint NameOfFolder(int previous) => _table.TakeName(_previous!, _previous!.Folder(previous).NameStart, _previous.Folder(previous).NameLength);

    private uint NameOfEntry(int previous) => _table.TakeName(_previous!, _previous!.Entry(previous).NameStart, _previous.Entry(previous).NameLength);

    private void AddEntry(ReadOnlySpan<byte> name, in FileStatus status, int previous, int previousFolder)
    {
        var record = new EntryRecord { NameStart = previous >= 0 ? NameOfEntry(previous) : _table.AddName(name), NameLength = (ushort)(name.Length - 1) };
        record.Take(status);
        if (SystemClock.IsRacy(status, _now))
            record.Flags |= EntryFlags.Racy;
        EntryState state = _comparison.OfEntry(previous, previousFolder, ref record, _cursor.Current, name, _spec.ComparesContent);
        long bytes = record.Kind == EntryKind.File ? Math.Min(status.Size, status.Blocks * 512) : 0;
        if (status.LinkCount > 1)
            _links.Add(_table.EntryCount, status, bytes);
        else if (state is EntryState.Added or EntryState.Changed)
            _scan.BytesToCopy += bytes;
        bool known = previous >= 0 && state is EntryState.Same or EntryState.Refreshed or EntryState.Kept or EntryState.MetadataOnly;
        if (known)
            record.SnapshotInode = _previous!.Entry(previous).SnapshotInode;
        Append(record, known ? _previous!.Hash(previous) : default, previous, state);
        if (state == EntryState.NotStored)
            Warn(record.Kind == EntryKind.Socket ? WarningKind.SocketSkipped : record.Kind == EntryKind.File ? WarningKind.Unreadable : WarningKind.DeviceSkipped, Errno.Ok, name);
        else if (state == EntryState.Kept)
            Warn(WarningKind.UnreadableKeptOld, Errno.Ok, name);
        if (_table.EntryCount % 4096 == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            _spec.Progress.Report(new WorkProgress(Doing, _table.EntryCount, _previous?.EntryCount ?? 0, ProgressUnit.Files));
        }
    }

    private void Append(in EntryRecord record, ContentHash hash, int origin, EntryState state)
    {
        _table.AddEntry(record, hash);
        _table.Folder(_folder).EntryCount++;
        _scan.EntryOrigins.Add(origin);
        _scan.EntryStates.Add(state);
    }

    private int AddFolder(Pending pending, FolderRecord record)
    {
        record.Parent = pending.Parent;
        record.Depth = pending.Parent < 0 ? 0 : _table.Folder(pending.Parent).Depth + 1;
        record.FirstEntry = _table.EntryCount;
        record.EntryCount = 0;
        record.SubtreeEnd = 0;
        if (pending.Previous >= 0)
            record.SnapshotInode = _previous!.Folder(pending.Previous).SnapshotInode;
        _scan.FolderOrigins.Add(pending.Previous);
        return _table.AddFolder(record);
    }

    private void PushChildren()
    {
        for (int i = _children.Count - 1; i >= 0; i--)
            _pending.Push(_children[i]);
        _children.Clear();
    }

    private void CountDeleted()
    {
        if (_previous is null)
            return;
        var entries = new bool[_previous.EntryCount];
        foreach (int origin in _scan.EntryOrigins)
        {
            if (origin >= 0)
                entries[origin] = true;
        }

        for (int i = 0; i < entries.Length; i++)
            _scan.DeletedEntries += !entries[i] && _previous.Entry(i).IsStored ? 1 : 0;
        _scan.DeletedFolders = _previous.FolderCount - _scan.FolderOrigins.Count(origin => origin >= 0);
    }

    private void Warn(WarningKind kind, Errno errno, ReadOnlySpan<byte> name = default)
    {
        TreePath folder = _table.PathOfFolder(_folder);
        _scan.Warnings.Add(new SnapshotWarning(kind, name.IsEmpty ? folder : folder.Append(name[..^1]), errno));
    }

    /// <summary>A folder still to be visited; <paramref name="Error"/> says that it can not be.</summary>
    private readonly record struct Pending(int Parent, uint NameStart, ushort NameLength, int Previous, bool Relist, Errno Error);
}
