using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Looks whether the newest snapshot really holds what is about to be replaced or removed on the ground that it does: a manifest says what was stored, not that it is still there. A disk that rots tells nobody, and a folder of
/// snapshots that was copied has no trace of what happened before. So each such file is read and compared; what is not held is to be copied anew, from the source, while that is still there. Costs the reading of what is to go, twice.
/// </summary>
/// <param name="previous">The folder of the newest snapshot.</param>
/// <param name="source">What is about to be restored.</param>
/// <param name="cancellation">Between pieces of files.</param>
internal sealed class HeldCopies(FolderHandle previous, FolderHandle source, CancellationToken cancellation)
{
    private const int FilesAtOnce = 16;
    private readonly bool _hasInodes = previous.FileSystem().HasHardLinks;

    /// <returns>False: something is missing, and the rows found are those of the newest snapshot itself, which stay as they are; with rows of its own the scan has to be done again.</returns>
    public bool Require(TreeScan scan, bool[] atStake)
    {
        TreeTable table = scan.Table;
        List<(int Folder, int Entry)> rows = RowsToLookAt(scan, atStake);
        var isHeld = new bool[rows.Count];
        WorkerThreads.Run(
            rows.Count,
            FilesAtOnce,
            stop => new Reader(table, previous, source, _hasInodes, stop),
            (reader, row) => isHeld[row] = reader.IsHeld(rows[row].Folder, rows[row].Entry),
            null,
            cancellation);
        if (scan.IsUntouched && isHeld.Contains(false))
            return false;
        for (int row = 0; row < rows.Count; row++)
        {
            if (isHeld[row])
                continue;
            (int folder, int entry) = rows[row];
            EntryRecord lost = table.Entry(entry);
            scan.EntryStates[entry] = EntryState.Changed;
            scan.BytesToCopy += lost.Kind == EntryKind.File ? lost.Size : 0;
            scan.Warnings.Add(new SnapshotWarning(WarningKind.PreviousDamaged, table.PathOfEntry(folder, entry)));
        }

        return true;
    }

    /// <summary>What is said to be the same. Of a file of several names the first: the others are linked to it.</summary>
    private static List<(int Folder, int Entry)> RowsToLookAt(TreeScan scan, bool[] atStake)
    {
        TreeTable table = scan.Table;
        var rows = new List<(int Folder, int Entry)>();
        var taken = new HashSet<int>();
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            for (int entry = table.Folder(folder).FirstEntry; entry < table.Folder(folder).EntryEnd; entry++)
            {
                int leader = atStake[entry] ? table.LeaderOf(entry) : -1;
                if (leader >= 0 && scan.EntryStates[leader] is EntryState.Same or EntryState.Refreshed && taken.Add(leader))
                    rows.Add((leader == entry ? folder : table.FolderOfEntry(leader), leader));
            }
        }

        return rows;
    }

    /// <summary>One for each thread.</summary>
    private sealed class Reader(TreeTable table, FolderHandle previous, FolderHandle source, bool hasInodes, CancellationToken cancellation) : IDisposable
    {
        private readonly TableCursor _held = new(table, previous);
        private readonly TableCursor _now = new(table, source);
        private readonly ContentCopier _contents = new();

        public bool IsHeld(int folder, int entry)
        {
            cancellation.ThrowIfCancellationRequested();
            EntryRecord record = table.Entry(entry);
            ReadOnlySpan<byte> name = table.EntryName(entry);
            if (_held.MoveTo(folder) != Errno.Ok || _held.Current.StatusOf(name, out FileStatus copy) != Errno.Ok || copy.Kind != record.Kind)
                return false;
            if (hasInodes && copy.Inode != record.SnapshotInode)
                return false;
            if (record.Kind == EntryKind.Fifo)
                return true;
            if (copy.Size != record.Size || !record.HasTime(copy.ModifiedAt) || _now.MoveTo(folder) != Errno.Ok)
                return false;
            if (record.Kind == EntryKind.SymbolicLink)
                return _held.Current.ReadLink(name, out byte[] kept) == Errno.Ok && _now.Current.ReadLink(name, out byte[] present) == Errno.Ok && kept.AsSpan().SequenceEqual(present);
            return HoldsTheSame(name, _held.Current, _now.Current);
        }

        public void Dispose()
        {
            _held.Dispose();
            _now.Dispose();
            _contents.Dispose();
        }

        private bool HoldsTheSame(ReadOnlySpan<byte> name, FolderHandle held, FolderHandle now)
        {
            if (held.OpenFile(name, out FileHandle kept) != Errno.Ok)
                return false;
            using (kept)
            {
                if (now.OpenFile(name, out FileHandle present) != Errno.Ok)
                    return false;
                using (present)
                    return present.Status(out FileStatus status) == Errno.Ok && status.Kind == EntryKind.File && HoldsTheSame(kept, present, status);
            }
        }

        private bool HoldsTheSame(FileHandle kept, FileHandle present, in FileStatus status)
        {
            if (!status.IsSparse)
                return _contents.AreSame(kept, present, cancellation, out bool same) == Errno.Ok && same;
            // The hash passes over holes, however large they are.
            return _contents.HashOf(kept, status.Size, cancellation, out ContentHash ofKept) == Errno.Ok && _contents.HashOf(present, status.Size, cancellation, out ContentHash ofPresent) == Errno.Ok
                && ofKept == ofPresent;
        }
    }
}
