using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Looks where each file of a captured snapshot can be had: in the partial itself, where the capture put what was new, or by the same name in the snapshot before it. By the inode it had when it was captured; in a backup folder that
/// was copied since, by its looks, and from the snapshot it was to be linked from only. What is in neither is recorded as not stored, and said: the rest is worth having.
/// </summary>
internal sealed class CapturedRows : IDisposable
{
    private static readonly FolderListing Nothing = new();
    private readonly TreeTable _table;
    private readonly TableCursor _partial;
    private readonly TableCursor? _previous;
    private readonly bool _inodesHold;
    private readonly bool _isPredecessor;
    private readonly CancellationToken _cancellation;
    private readonly FolderListing _here = new();
    private readonly FolderListing _before = new();
    private readonly Dictionary<int, ulong> _lost = [];
    private readonly Dictionary<int, int> _heirs = [];

    /// <param name="captured">Its table is settled.</param>
    /// <param name="partial">What there is of it.</param>
    /// <param name="previous">The newest snapshot before it; null: there is none.</param>
    /// <param name="isPredecessor">That is the one it was to be linked from.</param>
    /// <param name="cancellation">Between folders.</param>
    public CapturedRows(Manifest captured, FolderHandle partial, FolderHandle? previous, bool isPredecessor, CancellationToken cancellation)
    {
        (_table, _isPredecessor, _cancellation) = (captured.Table, isPredecessor, cancellation);
        _inodesHold = !CopiedSnapshot.IsCopy(captured, partial);
        _partial = new TableCursor(_table, partial, toRead: true);
        _previous = previous is null ? null : new TableCursor(_table, previous, toRead: true);
    }

    public List<SnapshotWarning> Warnings { get; } = [];

    /// <returns>A folder that the disk takes for one before it, which then is as far as it came; -1: there is none.</returns>
    /// <exception cref="SystemCallException">What is there can not be read now: nothing is known then.</exception>
    public int Settle()
    {
        var folders = new HashSet<ulong>();
        for (int folder = 0; folder < _table.FolderCount; folder++)
        {
            _cancellation.ThrowIfCancellationRequested();
            FolderListing here = List(_partial, folder, _here, out ulong inode), before = List(_previous, folder, _before, out _);
            if (inode != 0 && !folders.Add(inode))
                return folder;
            int atHere = 0, atBefore = 0;
            for (int entry = _table.Folder(folder).FirstEntry; entry < _table.Folder(folder).EntryEnd; entry++)
            {
                ReadOnlySpan<byte> name = _table.EntryName(entry);
                Settle(folder, entry, here.Seek(name, ref atHere), before.Seek(name, ref atBefore));
            }
        }

        return -1;
    }

    public void Dispose()
    {
        _partial.Dispose();
        _previous?.Dispose();
    }

    private void Settle(int folder, int entry, ulong here, ulong before)
    {
        ref EntryRecord record = ref _table.Entry(entry);
        if (!record.IsStored)
            return;
        bool isCaptured = (record.Flags & EntryFlags.Captured) != 0;
        ulong wanted = record.SnapshotInode;
        int leader = _table.LeaderOf(entry);
        if (leader != entry && !isCaptured)
        {
            // A further name is linked to the first one; where that is lost, the next that is found takes its place.
            if (_table.Entry(leader).IsStored)
                return;
            if (_heirs.TryGetValue(leader, out int heir))
            {
                _table.SetLink(entry, heir + 1);
                return;
            }

            wanted = _lost.GetValueOrDefault(leader);
        }

        ulong found = isCaptured ? Captured(entry, wanted, here) : Unchanged(entry, wanted, here, before);
        if (found == 0)
        {
            _lost[entry] = wanted;
            record.MarkLost();
            _table.Hash(entry) = default;
            Warnings.Add(new SnapshotWarning(WarningKind.LostToInterruption, _table.PathOfEntry(folder, entry)));
            return;
        }

        if (record.SnapshotInode != found)
            record.SnapshotInode = found;
        if (leader == entry || isCaptured)
            return;
        _table.SetLink(entry, 0);
        _heirs[leader] = entry;
    }

    private ulong Captured(int entry, ulong wanted, ulong here) =>
        here != 0 && ((_inodesHold && here == wanted) || LooksRight(_partial, entry)) ? here : 0;

    private ulong Unchanged(int entry, ulong wanted, ulong here, ulong before)
    {
        if (_inodesHold && wanted != 0 && (here == wanted || before == wanted))
            return wanted;
        return _isPredecessor && before != 0 && LooksRight(_previous!, entry) ? before : 0;
    }

    private bool LooksRight(TableCursor cursor, int entry)
    {
        EntryRecord record = _table.Entry(entry);
        Errno errno = cursor.Current.StatusOf(_table.EntryName(entry), out FileStatus status);
        if (errno == Errno.ENOENT)
            return false;
        errno.Check("statx", _table.EntryName(entry));
        bool onlyKind = record.Kind == EntryKind.Fifo || (record.Flags & (EntryFlags.Torn | EntryFlags.Stale)) != 0;
        return status.Kind == record.Kind && (onlyKind || (status.Size == record.Size && record.HasTime(status.ModifiedAt)));
    }

    private FolderListing List(TableCursor? cursor, int folder, FolderListing into, out ulong inode)
    {
        inode = 0;
        Errno errno = cursor is null ? Errno.ENOENT : cursor.MoveTo(folder);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            return Nothing;
        errno.Check("openat", _table.FolderName(folder));
        cursor!.Current.Status(out FileStatus status).Check("statx", _table.FolderName(folder));
        cursor.Current.List(into).Check("getdents64", _table.FolderName(folder));
        inode = status.Inode;
        return into;
    }
}
