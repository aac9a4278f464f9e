using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Makes the tree of a new snapshot from a scan: what is unchanged is linked from the previous snapshot, the rest is copied. Folders get their mode and times last, in a second pass from the
/// deepest up. The scan's table ends up as the manifest's: with the status each file had when it was copied, its inode here and its hash.
/// </summary>
internal sealed class SnapshotBuilder : IDisposable
{
    private static readonly Text Doing = new("copying files", "копирование файлов");
    private readonly TreeScan _scan;
    private readonly TreeTable _table;
    private readonly TableCursor _source;
    private readonly TableCursor _destination;
    private readonly TableCursor _leaders;
    private readonly TableCursor? _previous;
    private readonly TreeTable? _previousTable;
    private readonly EntryCopier _copier;
    private readonly EntryMetadata _metadata;
    private readonly HashSet<WarningKind> _saidOnce = [];
    private readonly bool[] _gone;
    private readonly IProgress<WorkProgress> _progress;
    private readonly CancellationToken _cancellation;
    private int _folder;
    private int _entry;
    private bool _linksWork = true;

    public SnapshotBuilder(TreeScan scan, FolderHandle source, FolderHandle destination, TreeTable? previousTable, FolderHandle? previous, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        _scan = scan;
        _table = scan.Table;
        _source = new TableCursor(_table, source);
        _destination = new TableCursor(_table, destination);
        _leaders = new TableCursor(_table, destination);
        _previousTable = previousTable;
        _previous = previous is null || previousTable is null ? null : new TableCursor(previousTable, previous);
        _gone = new bool[_table.EntryCount];
        _progress = progress;
        _cancellation = cancellation;
        _metadata = new EntryMetadata(WarnOnce);
        _copier = new EntryCopier(_metadata, space, bytes => Report(bytes), cancellation);
    }

    public long CopiedBytes { get; private set; }

    /// <exception cref="SystemCallException">The backup folder can not be written.</exception>
    public void Build()
    {
        for (_folder = 0; _folder < _table.FolderCount; _folder++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_folder > 0)
            {
                _destination.MoveTo(_table.Folder(_folder).Parent).Check("openat");
                _destination.Current.MakeFolder(_table.FolderName(_folder)).Check("mkdirat", _table.FolderName(_folder));
            }

            _destination.MoveTo(_folder).Check("openat", _table.FolderName(_folder));
            FolderRecord folder = _table.Folder(_folder);
            for (_entry = folder.FirstEntry; _entry < folder.EntryEnd; _entry++)
                Store();
        }

        _entry = -1;
        for (_folder = _table.FolderCount - 1; _folder >= 0; _folder--)
            FinishFolder();
        if (_gone.Contains(true))
            _table.Remove(_gone);
    }

    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
        _leaders.Dispose();
        _previous?.Dispose();
        _copier.Dispose();
    }

    private void Store()
    {
        EntryState state = _scan.EntryStates[_entry];
        if (state == EntryState.NotStored)
            return;
        if (_table.Entry(_entry).LinkOf > 0 && LinkToLeader())
            return;
        if (state is EntryState.Same or EntryState.Refreshed or EntryState.Kept)
        {
            if (LinkToPrevious() || CopyPrevious())
                return;
            Warn(WarningKind.PreviousDamaged, Errno.Ok);
            if (state == EntryState.Kept)
            {
                MarkNotStored();
                return;
            }
        }

        CopySource();
    }

    private bool LinkToLeader()
    {
        int leader = _table.LeaderOf(_entry);
        if (!_linksWork || _gone[leader] || !_table.Entry(leader).IsStored || _leaders.MoveTo(_table.FolderOfEntry(leader)) != Errno.Ok
            || _destination.Current.LinkFrom(_leaders.Current, _table.EntryName(leader), _table.EntryName(_entry)) != Errno.Ok)
        {
            return false;
        }

        ref EntryRecord entry = ref _table.Entry(_entry);
        EntryRecord first = _table.Entry(leader);
        (first.NameStart, first.NameLength, first.LinkOf) = (entry.NameStart, entry.NameLength, entry.LinkOf);
        entry = first;
        _table.Hash(_entry) = _table.Hash(leader);
        return true;
    }

    private bool LinkToPrevious()
    {
        if (!_linksWork || _previous is null || _previous.MoveTo(_scan.FolderOrigins[_folder]) != Errno.Ok)
            return false;
        Errno errno = _destination.Current.LinkFrom(_previous.Current, _previousTable!.EntryName(_scan.EntryOrigins[_entry]), _table.EntryName(_entry));
        if (errno is Errno.EXDEV or Errno.EPERM or Errno.EOPNOTSUPP)
        {
            _linksWork = false;
            _scan.Warnings.Add(new SnapshotWarning(WarningKind.NoLinks, TreePath.Root, errno));
        }

        if (errno is Errno.ENOSPC or Errno.EDQUOT)
            errno.Check("linkat", _table.EntryName(_entry));
        return errno == Errno.Ok;
    }

    /// <summary>No more links to that file, or none at all on this disk: copies the previous snapshot's, which is what the scan compared.</summary>
    private bool CopyPrevious()
    {
        if (_previous is null || _previous.MoveTo(_scan.FolderOrigins[_folder]) != Errno.Ok)
            return false;
        EntryRecord wanted = _table.Entry(_entry);
        EntryRecord copied = wanted;
        if (_copier.Copy(_previous.Current, _destination.Current, _table.EntryName(_entry), ref copied, out ContentHash hash) != CopyOutcome.Copied)
            return false;
        if (copied.Kind != wanted.Kind || copied.Size != wanted.Size)
        {
            _ = _destination.Current.RemoveFile(_table.EntryName(_entry));
            return false;
        }

        wanted.SnapshotInode = copied.SnapshotInode;
        _table.Entry(_entry) = wanted;
        _table.Hash(_entry) = hash;
        CopiedBytes += wanted.Size;
        return true;
    }

    private void CopySource()
    {
        Errno errno = _source.MoveTo(_folder);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            _gone[_entry] = true;
            return;
        }

        ref EntryRecord entry = ref _table.Entry(_entry);
        CopyOutcome outcome = errno == Errno.Ok
            ? _copier.Copy(_source.Current, _destination.Current, _table.EntryName(_entry), ref entry, out _table.Hash(_entry))
            : CopyOutcome.Unreadable;
        switch (outcome)
        {
            case CopyOutcome.Copied:
                CopiedBytes += entry.Kind == EntryKind.File ? entry.Size : 0;
                break;
            case CopyOutcome.Torn:
                CopiedBytes += entry.Size;
                entry.Flags |= EntryFlags.Torn;
                Warn(WarningKind.Torn, Errno.Ok);
                break;
            case CopyOutcome.Gone:
                _gone[_entry] = true;
                break;
            default:
                KeepOld(errno == Errno.Ok ? _copier.LastError : errno);
                break;
        }

        Report(0);
    }

    private void KeepOld(Errno errno)
    {
        int origin = _scan.EntryOrigins[_entry];
        ref EntryRecord entry = ref _table.Entry(_entry);
        if (origin >= 0 && _previousTable!.Entry(origin).IsStored && LinkToPrevious())
        {
            entry.SnapshotInode = _previousTable.Entry(origin).SnapshotInode;
            entry.Mode = _previousTable.Entry(origin).Mode;
            entry.Flags |= EntryFlags.Stale;
            _table.Hash(_entry) = _previousTable.Hash(origin);
            Warn(WarningKind.UnreadableKeptOld, errno);
            return;
        }

        MarkNotStored();
        Warn(entry.Kind is EntryKind.File or EntryKind.SymbolicLink or EntryKind.Fifo ? WarningKind.Unreadable : entry.Kind == EntryKind.Socket ? WarningKind.SocketSkipped : WarningKind.DeviceSkipped, errno);
    }

    private void MarkNotStored()
    {
        _table.Entry(_entry).Flags |= EntryFlags.NotStored;
        _table.Entry(_entry).SnapshotInode = 0;
        _table.Hash(_entry) = default;
    }

    private void FinishFolder()
    {
        _destination.MoveTo(_folder).Check("openat", _table.FolderName(_folder));
        _destination.Current.Reopen(out FileHandle folder).Check("openat", _table.FolderName(_folder));
        using (folder)
        {
            FolderRecord record = _table.Folder(_folder);
            bool isOurs = _folder == 0;
            // Who is not root could not go through a folder without r and x when the next snapshot links from it; the manifest has the real mode.
            uint permissions = isOurs ? 0x1C0u : (record.Mode & 0xFFFu) | (EffectiveUser.IsRoot ? 0u : 0x140u);
            using FileHandle? attributes = AttributesOf(record);
            _metadata.Apply(folder, isOurs ? EffectiveUser.Id : record.UserId, isOurs ? EffectiveUser.Group : record.GroupId, permissions, record.ModifiedAt, attributes)
                .Check("fchmod", _table.FolderName(_folder));
            folder.Status(out FileStatus status).Check("statx");
            _table.Folder(_folder).SnapshotInode = status.Inode;
        }
    }

    private FileHandle? AttributesOf(in FolderRecord record)
    {
        bool stands = (record.Flags & EntryFlags.Stale) == 0;
        TableCursor? from = stands ? _source : _previous;
        int index = stands ? _folder : _scan.FolderOrigins[_folder];
        return from is not null && index >= 0 && from.MoveTo(index) == Errno.Ok && from.Current.Reopen(out FileHandle handle) == Errno.Ok ? handle : null;
    }

    private void Report(long bytes) => _progress.Report(new WorkProgress(Doing, CopiedBytes + bytes, _scan.BytesToCopy, ProgressUnit.Bytes));

    private void Warn(WarningKind kind, Errno errno) => _scan.Warnings.Add(new SnapshotWarning(
        kind, _entry < 0 ? _table.PathOfFolder(_folder) : _table.PathOfEntry(_folder, _entry), errno));

    private void WarnOnce(WarningKind kind, Errno errno)
    {
        if (_saidOnce.Add(kind))
            Warn(kind, errno);
    }
}
