using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// One thread's part of the second half of making a snapshot: gives every folder of its pieces the names it still lacks, as links to the previous snapshot's files, and then its owner, mode, times and attributes. In a
/// recycled tree each folder is listed first: a name whose inode is the wanted one stays, all else goes. The source is read only where the previous snapshot fails.
/// </summary>
internal sealed class LinkWorker : IDisposable
{
    private readonly BuildShared _shared;
    private readonly TreeTable _table;
    private readonly BuildCursor _destination;
    private readonly TableCursor? _previous;
    private readonly SubstituteCopy _substitute;
    private readonly FolderFinish _finish;
    private readonly FolderComparison _comparison;
    private readonly ProgressPart _progress;
    private readonly CancellationToken _stop;
    private readonly List<FolderProgress> _levels = [];
    private FolderRange _range;

    public LinkWorker(BuildShared shared, CancellationToken stop)
    {
        (_shared, _table, _stop) = (shared, shared.Table, stop);
        _destination = new BuildCursor(shared, stop);
        _previous = shared.Previous is null ? null : new TableCursor(_table, shared.Previous, toRead: true);
        _substitute = new SubstituteCopy(shared, Warn, stop);
        _finish = new FolderFinish(shared, _previous, (folder, kind, errno) => Warn(folder, -1, kind, errno));
        _comparison = new FolderComparison(_table, stop);
        _progress = shared.Progress.Part();
    }

    public List<SnapshotWarning> Warnings { get; private set; } = [];

    /// <summary>Folders that something is still to be made in: a folder of another piece, or a further name of a file.</summary>
    public List<(int Folder, bool TakesAttributes)> Unfinished { get; private set; } = [];

    /// <summary>Further names of files, whose first name another thread may not have made yet.</summary>
    public List<(int Folder, int Entry)> Followers { get; private set; } = [];

    /// <summary>The lists so far, and begins new ones.</summary>
    public LinkResult Take()
    {
        var taken = new LinkResult(Warnings, Unfinished, Followers);
        (Warnings, Unfinished, Followers) = ([], [], []);
        return taken;
    }

    /// <exception cref="SystemCallException">The destination can not be written.</exception>
    public void LinkFolders(FolderRange range)
    {
        _range = range;
        _destination.Leaving = Leave;
        var behind = new EntriesBehind(_table, _table.Folder(range.First).FirstEntry);
        for (int folder = range.First; folder < range.End; folder++)
        {
            _stop.ThrowIfCancellationRequested();
            LinkFolder(folder);
            behind.Passed(_table.Folder(folder).EntryEnd - 1);
        }

        behind.End(_table.Folder(range.End - 1).EntryEnd);

        _destination.LeaveAll();
        if (range.First == 0)
            Unfinished.Add((0, _levels[0].TakesAttributes));
        _destination.Leaving = null;
    }

    /// <summary>A further name of a file whose first name stands by now.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="entry">Which.</param>
    /// <param name="leader">The name to link to.</param>
    /// <param name="leaders">A cursor in the tree being made.</param>
    /// <returns>Whether it is a link; false: it is a file of its own now, or not stored.</returns>
    public bool LinkFollower(int folder, int entry, int leader, TableCursor leaders)
    {
        _destination.MoveTo(folder);
        _destination.PrepareToWrite();
        if (!_table.Entry(leader).IsStored || leaders.MoveTo(_table.FolderOfEntry(leader)) != Errno.Ok)
        {
            Link(folder, entry);
            return false;
        }

        Errno errno = _shared.LinksWork ? _destination.Current.LinkFrom(leaders.Current, _table.EntryName(leader), _table.EntryName(entry)) : Errno.EPERM;
        if (errno == Errno.Ok)
            _table.TakeFrom(leader, entry);
        else if (errno == Errno.EEXIST)
            _substitute.NameTaken(folder, entry);
        else if (errno is Errno.ENOSPC or Errno.EDQUOT)
            errno.Check("linkat", _table.EntryName(entry));
        else if (!_substitute.FromLeader(leaders.Current, leader, _destination.Current, folder, entry))
            Link(folder, entry);
        return errno == Errno.Ok;
    }

    /// <summary>For a folder nothing more is made in.</summary>
    public void Finish(int folder, bool takesAttributes)
    {
        _destination.MoveTo(folder);
        _destination.Current.Status(out FileStatus status).Check("statx", _table.FolderName(folder));
        _finish.Finish(folder, _destination.Current, new FolderProgress(status, false, takesAttributes));
    }

    public void Dispose()
    {
        _destination.Dispose();
        _previous?.Dispose();
        _substitute.Dispose();
    }

    /// <summary>A folder of the recycled tree that has just what is wanted is not even entered, unless something beneath it needs that.</summary>
    private bool PassedOver(int folder)
    {
        if (folder == 0 || _shared.Match?.MayBeWhole(folder) != true)
            return false;
        ref FolderRecord wanted = ref _table.Folder(folder);
        // What lies above this piece another thread may still put right: that way is gone step by step.
        if (wanted.Parent < _range.First)
            _destination.MoveTo(wanted.Parent);
        if (_destination.StatusOf(folder, out FileStatus status) != Errno.Ok || !_shared.Match.IsWhole(folder, wanted, status) || _finish.Differs(folder, status))
            return false;
        wanted.SnapshotInode = status.Inode;
        Reached(wanted.Depth, new FolderProgress(status, false, false));
        _progress.Add(wanted.EntryCount);
        return true;
    }

    private void LinkFolder(int folder)
    {
        if (PassedOver(folder))
            return;
        _destination.MoveTo(folder);
        bool isOld = _shared.IsRecycled && !(folder > 0 && _destination.IsNew);
        _destination.Current.Status(out FileStatus status).Check("statx", _table.FolderName(folder));
        bool touched = !isOld;
        FolderRecord record = _table.Folder(folder);
        // Making it moved the time of the folder above, which was looked at before.
        if (_shared.IsRecycled && folder > 0 && _destination.IsNew && record.Parent >= _range.First)
            _levels[record.Depth - 1] = _levels[record.Depth - 1] with { IsTouched = true };
        if (isOld)
        {
            touched = _comparison.Run(folder, _destination);
            foreach (int entry in _comparison.Missing)
            {
                // The previous snapshot has another state of what was copied.
                if ((_table.Entry(entry).Flags & EntryFlags.Captured) != 0)
                    _substitute.FromSource(_destination.Current, folder, entry);
                else
                    Link(folder, entry);
            }
        }

        int followers = 0;
        for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
        {
            ref EntryRecord wanted = ref _table.Entry(entry);
            if (!wanted.IsStored || (wanted.Flags & EntryFlags.Captured) != 0)
                continue;
            if (wanted.LinkOf > 0)
            {
                Followers.Add((folder, entry));
                followers++;
            }
            else if (!isOld)
            {
                Link(folder, entry);
            }
        }

        bool takes = _finish.TakesAttributes(folder, isOld, status);
        Reached(record.Depth, new FolderProgress(status, touched, takes));
        if (followers > 0)
            Unfinished.Add((folder, takes));
        _progress.Add(record.EntryCount);
    }

    private void Reached(int depth, FolderProgress progress)
    {
        while (_levels.Count <= depth)
            _levels.Add(default);
        _levels[depth] = progress;
    }

    private void Leave(int folder)
    {
        // What lies before the piece is another thread's to finish, or the last pass's.
        if (folder < _range.First)
            return;
        FolderProgress progress = _levels[_table.Folder(folder).Depth];
        if (_table.Folder(folder).SubtreeEnd > _range.End)
            Unfinished.Add((folder, progress.TakesAttributes));
        else
            _finish.Finish(folder, _destination.Current, progress);
    }

    private void Link(int folder, int entry)
    {
        ReadOnlySpan<byte> name = _table.EntryName(entry);
        bool found = _previous is not null && _previous.MoveTo(folder) == Errno.Ok;
        if (found && _shared.LinksWork)
        {
            Errno errno = _destination.Current.LinkFrom(_previous!.Current, name, name);
            if (errno == Errno.Ok)
            {
                if (_shared.Mends && !IsAsStored(name, entry))
                {
                    _destination.Current.RemoveFile(name).Check("unlinkat", name);
                    _substitute.FromPrevious(_previous.Current, _destination.Current, folder, entry);
                }

                return;
            }

            if (errno == Errno.EEXIST)
            {
                if (!HasWanted(name, entry))
                    _substitute.NameTaken(folder, entry);
                return;
            }

            if (_shared.NotesNoLinks(errno))
                Warnings.Add(new SnapshotWarning(WarningKind.NoLinks, TreePath.Root, errno));
            if (errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS)
                errno.Check("linkat", name);
        }

        // No more links to that file, or none at all on this disk: the previous snapshot's is copied, which is what the scan compared.
        _substitute.FromPrevious(found ? _previous!.Current : null, _destination.Current, folder, entry);
    }

    /// <summary>The link is there already. A disk that takes two names for one never gets here with the second of them: that has no inode of its own.</summary>
    private bool HasWanted(ReadOnlySpan<byte> name, int entry) =>
        _table.Entry(entry).SnapshotInode is not 0 and ulong wanted && _destination.Current.StatusOf(name, out FileStatus found) == Errno.Ok && found.Inode == wanted;

    private bool IsAsStored(ReadOnlySpan<byte> name, int entry)
    {
        EntryRecord wanted = _table.Entry(entry);
        return _destination.Current.StatusOf(name, out FileStatus found) == Errno.Ok && found.Kind == wanted.Kind && (wanted.Kind != EntryKind.File || (found.Size == wanted.Size && found.ModifiedAt == wanted.ModifiedAt));
    }

    private void Warn(int folder, int entry, WarningKind kind, Errno errno) =>
        Warnings.Add(new SnapshotWarning(kind, entry < 0 ? _table.PathOfFolder(folder) : _table.PathOfEntry(folder, entry), errno));
}
