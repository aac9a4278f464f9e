using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Reads a tree that somebody may be changing, and compares it with a snapshot: one statx a known file, one open and statx a folder, a listing only where a folder's times moved.
/// Everything is reached through the handle of its folder, so what is swapped meanwhile is recorded as what it is, or not at all.
/// </summary>
internal sealed class TreeScanner : IDisposable
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
    private readonly Dictionary<(ulong Device, ulong Inode), int> _linked = [];
    private readonly CancellationToken _cancellation;
    private ulong _device;
    private long _now;
    private int _folder;

    private TreeScanner(ScanSpec spec, CancellationToken cancellation)
    {
        _spec = spec;
        _cancellation = cancellation;
        _previous = spec.Previous?.Table;
        _table = _previous is null ? new TreeTable() : new TreeTable(_previous.FolderCount + 64, _previous.EntryCount + 512);
        _scan = new TreeScan { Table = _table, StartedAt = SystemClock.Nanoseconds() };
        _cursor = new FolderCursor(spec.Root);
        _comparison = new EntryComparison(_previous, spec.PreviousRoot, cancellation);
        _ignore = new IgnoreReader(spec, _scan);
    }

    /// <exception cref="SystemCallException">The root itself can not be read.</exception>
    public static TreeScan Run(ScanSpec spec, CancellationToken cancellation)
    {
        using var scanner = new TreeScanner(spec, cancellation);
        scanner.Walk();
        return scanner._scan;
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _comparison.Dispose();
    }

    private void Walk()
    {
        _spec.Root.Status(out FileStatus root).Check("statx");
        _device = root.Device;
        _scan.Root = RootIdentity.Of(root);
        Visit(new Pending(-1, _table.AddName("\0"u8), 0, _previous is null ? -1 : 0, _ignore.RelistsAll, Errno.Ok), root);
        while (_pending.TryPop(out Pending next))
        {
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

            Errno errno = _cursor.Enter(_table.Names.Slice((int)next.NameStart, next.NameLength + 1));
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
        if (status.Device != _device)
        {
            _table.Folder(_folder).Flags |= EntryFlags.NotEntered;
            _scan.FolderStates.Add(folder.Previous < 0 ? EntryState.Added : EntryState.Same);
            Warn(WarningKind.OtherFileSystem, Errno.Ok);
            _cursor.Leave();
            return;
        }

        _scan.FolderStates.Add(_comparison.OfFolder(folder.Previous, record, _cursor.Current));
        bool list = folder.Previous < 0 || folder.Relist || !IsUnmoved(folder.Previous, record);
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
        return before.ModifiedAt == now.ModifiedAt && before.ChangedAt == now.ChangedAt && before.SourceInode == now.SourceInode
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
            if (kind != EntryKind.Unknown && IsExcluded(name, kind))
                continue;
            Errno errno = _cursor.Current.StatusOf(name, out FileStatus status);
            if (errno == Errno.ENOENT)
                continue;
            if (errno != Errno.Ok)
                KeepName(name, sameEntry, sameChild, errno);
            else if (status.Kind != kind && IsExcluded(name, status.Kind))
                continue;
            else if (status.Kind == EntryKind.Folder)
                _children.Add(new Pending(_folder, _table.AddName(name), (ushort)(name.Length - 1), sameChild, relistBelow, Errno.Ok));
            else
                AddEntry(name, status, sameEntry, previous);
        }
    }

    private bool IsExcluded(ReadOnlySpan<byte> name, EntryKind kind)
    {
        if (!_spec.AppliesRules || !_ignore.Excludes(name[..^1], kind == EntryKind.Folder))
            return false;
        _scan.Excluded++;
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

        for (int child = previous + 1; child < before.SubtreeEnd; child = _previous.Folder(child).SubtreeEnd)
            _children.Add(new Pending(_folder, _table.AddName(_previous.FolderName(child)), _previous.Folder(child).NameLength, child, false, Errno.Ok));
    }

    private void AddEntry(ReadOnlySpan<byte> name, in FileStatus status, int previous, int previousFolder)
    {
        var record = new EntryRecord { NameStart = _table.AddName(name), NameLength = (ushort)(name.Length - 1) };
        record.Take(status);
        if (SystemClock.IsRacy(status, _now))
            record.Flags |= EntryFlags.Racy;
        EntryState state = _comparison.OfEntry(previous, previousFolder, ref record, _cursor.Current, name, _spec.ComparesContent);
        if (status.LinkCount > 1 && !_linked.TryAdd((status.Device, status.Inode), _table.EntryCount))
            record.LinkOf = _linked[(status.Device, status.Inode)] + 1;
        bool known = previous >= 0 && state is EntryState.Same or EntryState.Refreshed or EntryState.Kept or EntryState.MetadataOnly;
        if (known)
            record.SnapshotInode = _previous!.Entry(previous).SnapshotInode;
        if (state is EntryState.Added or EntryState.Changed && record.LinkOf == 0 && record.Kind == EntryKind.File)
            _scan.BytesToCopy += Math.Min(status.Size, status.Blocks * 512);
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

    /// <summary>A name that is there and can not be looked at.</summary>
    private void KeepName(ReadOnlySpan<byte> name, int entry, int child, Errno errno)
    {
        bool keeps = _spec.KeepsUnreadable && (entry >= 0 || child >= 0);
        Warn(keeps ? WarningKind.UnreadableKeptOld : WarningKind.Unreadable, errno, name);
        if (!keeps)
            return;
        if (child >= 0)
            _children.Add(new Pending(_folder, _table.AddName(name), (ushort)(name.Length - 1), child, false, errno));
        else
            KeepEntry(entry);
    }

    /// <summary>A whole folder that can not be looked at, taken over from the previous snapshot.</summary>
    private void Keep(Pending pending)
    {
        FolderRecord record = pending.Previous >= 0 ? _previous!.Folder(pending.Previous) : new FolderRecord { Mode = (ushort)EntryKind.Folder | 0x1C0 };
        record.NameStart = pending.NameStart;
        record.NameLength = pending.NameLength;
        record.Flags |= EntryFlags.Stale | EntryFlags.NotEntered;
        _folder = AddFolder(pending, record);
        _scan.FolderStates.Add(pending.Previous >= 0 ? EntryState.Kept : EntryState.Added);
        KeepContent(pending.Previous, pending.Error);
        PushChildren();
    }

    private void KeepContent(int previous, Errno errno)
    {
        _table.Folder(_folder).Flags |= EntryFlags.NotEntered;
        if (previous < 0 || !_spec.KeepsUnreadable)
            return;
        FolderRecord before = _previous!.Folder(previous);
        for (int i = before.FirstEntry; i < before.EntryEnd; i++)
            KeepEntry(i);
        for (int child = previous + 1; child < before.SubtreeEnd; child = _previous.Folder(child).SubtreeEnd)
            _children.Add(new Pending(_folder, _table.AddName(_previous.FolderName(child)), _previous.Folder(child).NameLength, child, false, errno));
    }

    private void KeepEntry(int previous)
    {
        EntryRecord record = _previous!.Entry(previous);
        record.NameStart = _table.AddName(_previous.EntryName(previous));
        record.Flags |= EntryFlags.Stale;
        record.LinkOf = 0;
        Append(record, _previous.Hash(previous), previous, record.IsStored ? EntryState.Kept : EntryState.NotStored);
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
