using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Makes the tree of a new snapshot, in two halves: <see cref="Copy"/> takes from the source what is new, and <see cref="Link"/> adds what is unchanged from the previous snapshot. Each half is cut into pieces of the tree that
/// a few threads work on; each entry belongs to one piece, and in the second half each folder. Warnings come in the order of the tree, however the pieces were shared out. The table ends up as the manifest's: with the
/// status each file had when it was copied, its inode here and its hash.
/// </summary>
internal sealed class SnapshotBuilder(BuildShared shared, CancellationToken cancellation)
{
    private static readonly Text Copying = new("copying files", "копирование файлов");
    private static readonly Text Linking = new("linking unchanged files", "связывание прежних файлов");
    private static readonly Text Finishing = new("finishing folders", "завершение папок");

    /// <summary>Fewer than these are flushed one by one: that does not wait for what other programs have written to the disk.</summary>
    private const int FewCopies = 64;
    private readonly TreeTable _table = shared.Table;
    private readonly HashSet<WarningKind> _saidOnce = [];

    /// <summary>What both halves have to say; of what concerns the whole disk only the first.</summary>
    public List<SnapshotWarning> Warnings { get; } = [];

    /// <summary>After <see cref="Link"/> without a source, a folder that the disk takes for one before it: then the tree is not complete. -1: there is none.</summary>
    public int Twin { get; private set; } = -1;

    /// <summary>So few files are to be copied, and nothing that only a file system as a whole flushes, that each is flushed by itself.</summary>
    public static bool IsFlushedByFile(TreeScan scan, FolderHandle destination)
    {
        int copies = 0;
        for (int i = 0; i < scan.Table.EntryCount; i++)
        {
            if (CopyWorker.IsToCopy(scan.EntryStates[i]) && (scan.Table.Entry(i).Kind != EntryKind.File || ++copies > FewCopies))
                return false;
        }

        return destination.FileSystem().FlushesNameWithFile;
    }

    /// <summary>What the scan found new or changed, and could not be taken: it went away, or can not be read.</summary>
    public (int Added, int Changed) NotTaken { get; private set; }

    /// <exception cref="SystemCallException">The backup folder can not be written.</exception>
    public void Copy(TreeScan scan, TreeTable? previousTable)
    {
        SharedProgress progress = shared.Begin(Copying, ProgressUnit.Bytes, scan.BytesToCopy, scan.FilesToCopy);
        progress.Begin();
        var gone = new bool[_table.EntryCount];
        List<CopyPiece> pieces = CopyPiece.Cut(scan);
        var results = new CopyResult[pieces.Count];
        CopyWorker NewWorker(CancellationToken stop) => new(shared, scan, previousTable, gone, stop);
        WorkerThreads.Run(
            pieces.Count,
            1,
            NewWorker,
            (worker, piece) =>
            {
                worker.Copy(pieces[piece]);
                results[piece] = worker.Take();
            },
            null,
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        foreach (CopyResult result in results)
            Say(result.Warnings);
        using (CopyWorker last = NewWorker(cancellation))
        {
            CopyOrphans(scan, gone, last);
            foreach (int folder in results.SelectMany(result => result.WithAttributes))
            {
                last.CopyAttributes(folder);
                shared.MayInherit = true;
            }

            foreach ((int folder, int entry) in results.SelectMany(result => result.ToFlush).Concat(last.ToFlush))
                last.Flush(folder, entry);
            Say(last.Warnings);
        }

        progress.End();
        CountNotTaken(scan, gone);
        if (gone.Contains(true))
            _table.Remove(gone);
    }

    /// <exception cref="SystemCallException">The backup folder can not be written.</exception>
    public void Link()
    {
        shared.Begin(shared.Previous is null ? Finishing : Linking, ProgressUnit.Files, _table.EntryCount);
        List<FolderRange> pieces = FolderRange.Cut(_table, folder => 2 + _table.Folder(folder).EntryCount);
        var results = new LinkResult[pieces.Count];
        WorkerThreads.Run(
            pieces.Count,
            1,
            stop => new LinkWorker(shared, stop),
            (worker, piece) =>
            {
                worker.LinkFolders(pieces[piece]);
                results[piece] = worker.Take();
            },
            null,
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        foreach (LinkResult result in results)
            Say(result.Warnings);
        using var last = new LinkWorker(shared, cancellation);
        LinkFollowers(results.SelectMany(result => result.Followers), last);
        // The deepest first: making one does not touch what is finished.
        foreach ((int folder, bool takesAttributes) in results.SelectMany(result => result.Unfinished).OrderByDescending(unfinished => unfinished.Folder))
            last.Finish(folder, takesAttributes);
        Say(last.Warnings);
        if (shared.IsRecycled)
            FindTwin();
        if (Twin < 0)
            ForgetCaptured();
        else if (shared.Source is not null)
            throw BuildCursor.TakenForAnother(_table.PathOfFolder(Twin));
    }

    /// <summary>Second names of files whose first name is gone, could not be read, or has become another file between the scan and the copying.</summary>
    private void CopyOrphans(TreeScan scan, bool[] gone, CopyWorker worker)
    {
        // By the lost first name: the further name that is copied in its place, and that the others are linked to.
        var heirs = new Dictionary<int, int>();
        var behind = new EntriesBehind(_table);
        for (int entry = 0; entry < _table.EntryCount; entry++)
        {
            behind.Passed(entry - 1);
            if (_table.Entry(entry).LinkOf == 0 || scan.EntryStates[entry] == EntryState.NotStored)
                continue;
            int leader = _table.LeaderOf(entry);
            ulong scanned = _table.Entry(entry).SourceInode;
            if (HasFile(leader, scanned, gone))
                continue;
            if (heirs.TryGetValue(leader, out int heir) && HasFile(heir, scanned, gone))
            {
                _table.SetLink(entry, heir + 1);
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            worker.CopyEntry(_table.FolderOfEntry(entry), entry);
            if (gone[entry] || !_table.Entry(entry).IsStored)
                continue;
            _table.SetLink(entry, 0);
            heirs[leader] = entry;
        }
    }

    /// <summary>Whether the snapshot has, by that name, the file the scan saw: the copy's record says which one was read.</summary>
    private bool HasFile(int entry, ulong scanned, bool[] gone) => !gone[entry] && _table.Entry(entry).IsStored && _table.Entry(entry).SourceInode == scanned;

    private void LinkFollowers(IEnumerable<(int Folder, int Entry)> followers, LinkWorker worker)
    {
        using var leaders = new TableCursor(_table, shared.Destination);
        var standIns = new Dictionary<int, int>();
        foreach ((int folder, int entry) in followers)
        {
            cancellation.ThrowIfCancellationRequested();
            int leader = _table.LeaderOf(entry);
            if (!worker.LinkFollower(folder, entry, standIns.GetValueOrDefault(leader, leader), leaders) && _table.Entry(entry).IsStored)
                standIns[leader] = entry; // no more links to the first name: the others go on with this one
        }
    }

    private void CountNotTaken(TreeScan scan, bool[] gone)
    {
        int added = 0, changed = 0;
        for (int entry = 0; entry < _table.EntryCount; entry++)
        {
            if (!CopyWorker.IsToCopy(scan.EntryStates[entry]) || !(gone[entry] || !_table.Entry(entry).IsStored || (_table.Entry(entry).Flags & EntryFlags.Stale) != 0))
                continue;
            if (scan.EntryStates[entry] == EntryState.Added)
                added++;
            else
                changed++;
        }

        NotTaken = (added, changed);
    }

    /// <summary>In an old tree a folder that is there already is not made: on a disk that takes its name for another's it would be that one.</summary>
    private void FindTwin()
    {
        var seen = new HashSet<ulong>(_table.FolderCount);
        for (int i = 0; i < _table.FolderCount && Twin < 0; i++)
            Twin = seen.Add(_table.Folder(i).SnapshotInode) ? -1 : i;
    }

    private void ForgetCaptured()
    {
        for (int i = 0; i < _table.FolderCount; i++)
        {
            if ((_table.Folder(i).Flags & EntryFlags.Captured) != 0)
                _table.Folder(i).Flags &= ~EntryFlags.Captured;
        }

        var behind = new EntriesBehind(_table);
        for (int i = 0; i < _table.EntryCount; i++)
        {
            behind.Passed(i - 1);
            if ((_table.Entry(i).Flags & EntryFlags.Captured) != 0)
                _table.Entry(i).Flags &= ~EntryFlags.Captured;
        }

        behind.End(_table.EntryCount);
    }

    private void Say(List<SnapshotWarning> warnings)
    {
        foreach (SnapshotWarning warning in warnings)
        {
            bool concernsDisk = warning.Kind is WarningKind.AttributesLost or WarningKind.OwnerLost or WarningKind.NoLinks;
            if (!concernsDisk || _saidOnce.Add(warning.Kind))
                Warnings.Add(warning);
        }
    }
}
