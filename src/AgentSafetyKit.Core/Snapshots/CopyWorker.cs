using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// One thread's part of the first half of making a snapshot: copies what the scan found new or changed, the last that is read of the source. Entries of a folder are taken in the order of their names, so that a database and
/// its <c>-journal</c> or <c>-wal</c> are copied right after each other; no cut comes between them, unless many names do.
/// </summary>
internal sealed class CopyWorker : IDisposable
{
    private readonly BuildShared _shared;
    private readonly TreeScan _scan;
    private readonly TreeTable _table;
    private readonly TreeTable? _previousTable;
    private readonly bool[] _gone;
    private readonly TableCursor _source;
    private readonly TableCursor? _previous;
    private readonly BuildCursor _destination;
    private readonly EntryCopier _copier;
    private readonly ProgressPart _progress;
    private readonly CancellationToken _stop;
    private int _folder;
    private int _entry;

    /// <param name="shared">What is made; its source is there.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="previousTable">What the scan was compared with.</param>
    /// <param name="gone">Receives what is not there any more, entry by entry.</param>
    /// <param name="stop">Between files, and within long ones.</param>
    public CopyWorker(BuildShared shared, TreeScan scan, TreeTable? previousTable, bool[] gone, CancellationToken stop)
    {
        (_shared, _scan, _table, _previousTable, _gone, _stop) = (shared, scan, shared.Table, previousTable, gone, stop);
        _source = new TableCursor(_table, shared.Source!);
        _previous = shared.Previous is null ? null : new TableCursor(_table, shared.Previous);
        _destination = new BuildCursor(shared, stop);
        _progress = shared.Progress.Part();
        _copier = new EntryCopier(new EntryMetadata(Warn), shared.Space, bytes => _progress.Add(bytes), stop, shared.Patience) { Replaces = shared.IsRecycled, SaysTaken = true, BeginsFlush = shared.FlushesFiles };
    }

    public List<SnapshotWarning> Warnings { get; private set; } = [];

    /// <summary>Folders whose attributes are to be taken over from the source when all files are copied.</summary>
    public List<int> WithAttributes { get; private set; } = [];

    /// <summary>What is to be flushed one by one, when all is copied: then the first of them takes the others' entries to the disk with its own.</summary>
    public List<(int Folder, int Entry)> ToFlush { get; private set; } = [];

    public static bool IsToCopy(EntryState state) => state is EntryState.Added or EntryState.Changed or EntryState.MetadataOnly;

    /// <summary>The lists so far, and begins new ones.</summary>
    public CopyResult Take()
    {
        var taken = new CopyResult(Warnings, WithAttributes, ToFlush);
        (Warnings, WithAttributes, ToFlush) = ([], [], []);
        return taken;
    }

    /// <summary>All but the second names of files.</summary>
    public void Copy(CopyPiece piece)
    {
        for (int folder = piece.FirstFolder; folder < piece.FolderEnd; folder++)
        {
            _stop.ThrowIfCancellationRequested();
            FolderRecord record = _table.Folder(folder);
            if (piece.Begins(record) && _scan.FolderStates[folder] is EntryState.Added or EntryState.Changed)
                NoteAttributes(folder);
            (int first, int end) = piece.EntriesOf(record);
            for (int entry = first; entry < end; entry++)
            {
                if (IsToCopy(_scan.EntryStates[entry]) && _table.Entry(entry).LinkOf == 0)
                    CopyEntry(folder, entry);
            }
        }
    }

    /// <exception cref="SystemCallException">The destination can not be written.</exception>
    public void CopyEntry(int folder, int entry)
    {
        (_folder, _entry) = (folder, entry);
        Errno errno = _source.MoveTo(folder);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            _gone[entry] = true;
            return;
        }

        if (_destination.At != folder)
        {
            _destination.MoveTo(folder);
            _destination.PrepareToWrite();
        }

        ref EntryRecord record = ref _table.Entry(entry);
        CopyOutcome outcome = errno == Errno.Ok
            ? _copier.Copy(_source.Current, _destination.Current, _table.EntryName(entry), ref record, out _table.Hash(entry))
            : CopyOutcome.Unreadable;
        _progress.Add(0, 1);
        if (_shared.FlushesFiles && (outcome is CopyOutcome.Copied or CopyOutcome.Torn) && record.Kind == EntryKind.File)
            ToFlush.Add((folder, entry));
        switch (outcome)
        {
            case CopyOutcome.Copied:
                _shared.AddCopied(record.Kind == EntryKind.File ? record.Size : 0);
                record.Flags |= EntryFlags.Captured;
                break;
            case CopyOutcome.Torn:
                _shared.AddCopied(record.Size);
                record.Flags |= EntryFlags.Captured | EntryFlags.Torn;
                Warn(WarningKind.Torn, Errno.Ok);
                break;
            case CopyOutcome.NameTaken:
                record.MarkNameTaken();
                _table.Hash(entry) = default;
                Warn(WarningKind.NameTaken, Errno.Ok);
                break;
            case CopyOutcome.Gone:
                _gone[entry] = true;
                break;
            default:
                KeepOld(errno == Errno.Ok ? _copier.LastError : errno);
                break;
        }
    }

    /// <summary>Of one that was copied: after this it is on the disk.</summary>
    /// <exception cref="SystemCallException">The destination can not be written.</exception>
    public void Flush(int folder, int entry)
    {
        _destination.MoveTo(folder);
        if (_destination.Current.OpenFile(_table.EntryName(entry), out FileHandle copy) != Errno.Ok)
        {
            // Its mode keeps out even us, who made it.
            _shared.Destination.FlushFileSystem().Check("syncfs", _table.EntryName(entry));
            return;
        }

        using (copy)
            copy.Flush().Check("fsync", _table.EntryName(entry));
    }

    /// <summary>Not before all files are copied: what is made in a folder inherits from its default access list.</summary>
    public void CopyAttributes(int folder)
    {
        (_folder, _entry) = (folder, -1);
        if (_source.MoveTo(folder) != Errno.Ok || _source.Current.Reopen(out FileHandle source) != Errno.Ok)
            return;
        using (source)
        {
            _destination.MoveTo(folder);
            _destination.PrepareToWrite();
            _destination.Current.Reopen(out FileHandle destination).Check("openat", _table.FolderName(folder));
            using (destination)
            {
                Errno errno = ExtendedAttributes.AreSame(source, destination) ? Errno.Ok : ExtendedAttributes.Copy(source, destination);
                if (errno != Errno.Ok)
                    Warn(WarningKind.AttributesLost, errno);
            }
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _previous?.Dispose();
        _destination.Dispose();
        _copier.Dispose();
    }

    private void NoteAttributes(int folder)
    {
        ref FolderRecord record = ref _table.Folder(folder);
        record.Flags |= EntryFlags.Captured;
        if ((record.Flags & EntryFlags.Stale) != 0 || _source.MoveTo(folder) != Errno.Ok || _source.Current.Reopen(out FileHandle handle) != Errno.Ok)
            return;
        using (handle)
        {
            if (_shared.IsRecycled || ExtendedAttributes.HasAny(handle))
                WithAttributes.Add(folder);
        }
    }

    private void KeepOld(Errno errno)
    {
        int origin = _scan.EntryOrigins[_entry];
        ref EntryRecord entry = ref _table.Entry(_entry);
        if (origin >= 0 && _previousTable!.Entry(origin).IsStored && LinkToPrevious())
        {
            entry.SnapshotInode = _previousTable.Entry(origin).SnapshotInode;
            entry.Mode = _previousTable.Entry(origin).Mode;
            entry.Flags |= EntryFlags.Stale | EntryFlags.Captured;
            _table.Hash(_entry) = _previousTable.Hash(origin);
            Warn(WarningKind.UnreadableKeptOld, errno);
            return;
        }

        entry.MarkNotStored();
        _table.Hash(_entry) = default;
        Warn(entry.Kind is EntryKind.File or EntryKind.SymbolicLink or EntryKind.Fifo ? WarningKind.Unreadable : entry.Kind == EntryKind.Socket ? WarningKind.SocketSkipped : WarningKind.DeviceSkipped, errno);
    }

    private bool LinkToPrevious()
    {
        if (!_shared.LinksWork || _previous is null || _previous.MoveTo(_folder) != Errno.Ok)
            return false;
        ReadOnlySpan<byte> name = _table.EntryName(_entry);
        Errno errno = _destination.Current.LinkFrom(_previous.Current, name, name);
        if (errno == Errno.EEXIST && _shared.IsRecycled && TreeRemoval.Remove(_destination.Current, name, _stop) == Errno.Ok)
            errno = _destination.Current.LinkFrom(_previous.Current, name, name);
        if (_shared.NotesNoLinks(errno))
            Warnings.Add(new SnapshotWarning(WarningKind.NoLinks, TreePath.Root, errno));
        return errno == Errno.Ok;
    }

    private void Warn(WarningKind kind, Errno errno) =>
        Warnings.Add(new SnapshotWarning(kind, _entry < 0 ? _table.PathOfFolder(_folder) : _table.PathOfEntry(_folder, _entry), errno));
}
