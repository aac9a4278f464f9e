using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Carries out a plan: removes what is to go, makes folders, replaces each file by a finished one of a temporary name, and sets the folders' modes and times last. Everything through folder handles;
/// nothing is ever written through a link or into a file that is there. After a kill, planning and restoring again finishes the work.
/// </summary>
internal sealed class TreeRestore : IDisposable
{
    private static readonly Text Doing = new("restoring files", "восстановление файлов");
    private static readonly byte[] TemporaryPrefix = [.. ".agsekit-restore-"u8];
    private readonly RestorePlan _plan;
    private readonly Manifest _manifest;
    private readonly TreeTable _table;
    private readonly TreeScan? _found;
    private readonly TableCursor _snapshot;
    private readonly TableCursor _target;
    private readonly TableCursor _leaders;
    private readonly FolderHandle _targetRoot;
    private readonly EntryCopier _copier;
    private readonly EntryMetadata _metadata;
    private readonly IProgress<WorkProgress> _progress;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _temporary;
    private readonly bool[] _touched;
    private readonly bool[] _missing;
    private readonly int[] _foundFolders;
    private readonly int[] _foundEntries;
    private readonly FolderListing _listing = new();
    private TreePath _at;
    private long _restoredBytes;

    public TreeRestore(RestorePlan plan, FolderHandle snapshot, FolderHandle target, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        _plan = plan;
        _manifest = plan.Manifest;
        _table = plan.Manifest.Table;
        _found = plan.Found;
        _snapshot = new TableCursor(_table, snapshot);
        _target = new TableCursor(_table, target);
        _leaders = new TableCursor(_table, target);
        _targetRoot = target;
        _metadata = new EntryMetadata((kind, errno) => Warn(kind, errno));
        _copier = new EntryCopier(_metadata, space, bytes => Report(bytes), cancellation);
        _progress = progress;
        _cancellation = cancellation;
        _temporary = [.. TemporaryPrefix, .. Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)).Select(c => (byte)c), 0];
        _touched = new bool[_table.FolderCount];
        _missing = new bool[_table.FolderCount];
        _foundFolders = RestorePlanner.Inverse(_found?.FolderOrigins, _table.FolderCount);
        _foundEntries = RestorePlanner.Inverse(_found?.EntryOrigins, _table.EntryCount);
    }

    public List<SnapshotWarning> Warnings { get; } = [];

    /// <exception cref="SystemCallException">The target can not be written; what is done so far stays, and a further run goes on from there.</exception>
    public void Run(bool deletesExtra)
    {
        if (deletesExtra && _found is not null)
            Delete();
        for (int i = 0; i < _table.FolderCount; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_plan.Scope.NeedsFolder(i))
                RestoreFolder(i);
        }

        for (int i = _table.FolderCount - 1; i >= 0; i--)
        {
            if (_plan.Scope.NeedsFolder(i) && !_missing[i])
                FinishFolder(i);
        }
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _target.Dispose();
        _leaders.Dispose();
        _copier.Dispose();
    }

    /// <summary>From the deepest folder up. Only what the plan names: a name that appeared since stays, and its folder with it.</summary>
    private void Delete()
    {
        TreeTable table = _found!.Table;
        using var cursor = new TableCursor(table, _targetRoot);
        for (int i = table.FolderCount - 1; i >= 0; i--)
        {
            _cancellation.ThrowIfCancellationRequested();
            FolderRecord folder = table.Folder(i);
            for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
            {
                if (!_plan.Scope.HasFoundEntry(entry) || _found.EntryOrigins[entry] >= 0)
                    continue;
                _at = table.PathOfEntry(i, entry);
                if (cursor.MoveTo(i) is not Errno.Ok and Errno unreachable)
                    Warn(WarningKind.RestoreSkipped, unreachable);
                else
                    Remove(cursor.Current, table.EntryName(entry), isFolder: false);
                Touch(_found.FolderOrigins[i]);
            }

            if (i == 0 || !_plan.Scope.HasFoundFolder(i) || _found.FolderOrigins[i] >= 0 || (folder.Flags & EntryFlags.NotEntered) != 0)
                continue;
            _at = table.PathOfFolder(i);
            if (cursor.MoveTo(folder.Parent) == Errno.Ok)
                Remove(cursor.Current, table.FolderName(i), isFolder: true);
            Touch(_found.FolderOrigins[folder.Parent]);
        }
    }

    private void Touch(int folder)
    {
        if (folder >= 0)
            _touched[folder] = true;
    }

    private void Remove(FolderHandle folder, ReadOnlySpan<byte> name, bool isFolder)
    {
        Errno errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno is Errno.EACCES && folder.OpenToOwner() == Errno.Ok)
            errno = isFolder ? folder.RemoveFolder(name) : folder.RemoveFile(name);
        if (errno is Errno.ENOTEMPTY or Errno.EEXIST)
            Warn(WarningKind.FolderKept, Errno.Ok);
        else if (errno is not (Errno.Ok or Errno.ENOENT))
            Warn(WarningKind.RestoreSkipped, errno);
    }

    private void RestoreFolder(int index)
    {
        FolderRecord folder = _table.Folder(index);
        _at = _table.PathOfFolder(index);
        if (index > 0 && (_missing[folder.Parent] || !EnterFolder(index, folder)))
        {
            _missing[index] = true;
            return;
        }

        bool swept = false;
        for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
        {
            if (!_plan.Scope.HasEntry(entry) || !_table.Entry(entry).IsStored || RestorePlanner.ActionFor(_table, entry, _foundEntries, _found) is not { } action)
                continue;
            _cancellation.ThrowIfCancellationRequested();
            _at = _table.PathOfEntry(index, entry);
            if (_target.MoveTo(index) is not Errno.Ok and Errno errno)
            {
                Warn(WarningKind.RestoreSkipped, errno);
                continue;
            }

            if (!swept)
                SweepTemporary(index);
            swept = true;
            _touched[index] = true;
            try
            {
                RestoreEntry(index, entry, action);
            }
            catch (SystemCallException e) when (e.Errno is not (Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS or Errno.EIO))
            {
                // Somebody took the folder away under us, or took the name.
                Warn(WarningKind.RestoreSkipped, e.Errno);
            }
        }
    }

    /// <summary>False: there is no folder of that name, and none could be made.</summary>
    private bool EnterFolder(int index, in FolderRecord folder)
    {
        Errno errno = _target.MoveTo(index);
        if (errno == Errno.Ok)
            return true;
        if ((errno = _target.MoveTo(folder.Parent)) != Errno.Ok)
        {
            Warn(WarningKind.RestoreSkipped, errno);
            return false;
        }

        ReadOnlySpan<byte> name = _table.FolderName(index);
        FolderHandle parent = _target.Current;
        Writable(parent);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            errno = parent.MakeFolder(name);
            if (errno == Errno.EEXIST && parent.StatusOf(name, out FileStatus there) == Errno.Ok && there.Kind != EntryKind.Folder)
                _ = parent.RemoveFile(name);
            _touched[folder.Parent] = true;
            _touched[index] = true;
            if (errno is Errno.Ok or Errno.EEXIST && (errno = _target.MoveTo(index)) == Errno.Ok)
                return true;
        }

        if (errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS)
            errno.Check("mkdirat", name);
        Warn(WarningKind.RestoreSkipped, errno);
        return false;
    }

    private static void Writable(FolderHandle folder)
    {
        if (!EffectiveUser.IsRoot)
            _ = folder.OpenToOwner();
    }

    private void SweepTemporary(int folder)
    {
        Writable(_target.Current);
        if (_target.Current.List(_listing) != Errno.Ok)
            return;
        FolderRecord record = _table.Folder(folder);
        for (int i = 0; i < _listing.Count; i++)
        {
            ReadOnlySpan<byte> name = _listing.Name(i);
            if (!name.StartsWith(TemporaryPrefix))
                continue;
            bool known = false;
            for (int entry = record.FirstEntry; entry < record.EntryEnd && !known; entry++)
                known = _table.EntryName(entry).SequenceEqual(name);
            if (!known)
                _ = _target.Current.RemoveFile(name);
        }
    }

    private void RestoreEntry(int folder, int entry, RestoreAction action)
    {
        EntryRecord record = _table.Entry(entry);
        ReadOnlySpan<byte> name = _table.EntryName(entry);
        if (action == RestoreAction.Metadata && record.Kind == EntryKind.File && RestoreMetadata(folder, name, record))
            return;
        FolderHandle target = _target.Current;
        if (!LinkLeader(entry, target))
        {
            Errno errno = _snapshot.MoveTo(folder);
            _copier.Wanted = WithAllowedBits(record);
            EntryRecord copied = record;
            CopyOutcome outcome = errno == Errno.Ok ? _copier.Copy(_snapshot.Current, name, target, _temporary, ref copied, out _) : CopyOutcome.Gone;
            if (outcome != CopyOutcome.Copied)
            {
                _ = target.RemoveFile(_temporary);
                Warn(WarningKind.PreviousDamaged, errno == Errno.Ok ? _copier.LastError : errno);
                return;
            }

            _restoredBytes += record.Kind == EntryKind.File ? record.Size : 0;
        }

        Errno renamed = target.Rename(_temporary, name);
        if (renamed is Errno.EISDIR or Errno.ENOTEMPTY or Errno.EEXIST && target.RemoveFolder(name) == Errno.Ok)
            renamed = target.Rename(_temporary, name);
        // Where both names are one file already, rename(2) does nothing and leaves the first.
        _ = target.RemoveFile(_temporary);
        if (renamed != Errno.Ok)
            Warn(WarningKind.RestoreSkipped, renamed);
        Report(0);
    }

    private bool LinkLeader(int entry, FolderHandle target)
    {
        int leader = _table.LeaderOf(entry);
        if (leader == entry || _leaders.MoveTo(_table.FolderOfEntry(leader)) != Errno.Ok)
            return false;
        EntryRecord wanted = _table.Entry(leader);
        // Only to the file that was just restored or found to be right, never to what somebody put there since.
        return _leaders.Current.StatusOf(_table.EntryName(leader), out FileStatus status) == Errno.Ok
            && status.Kind == wanted.Kind && status.Size == wanted.Size && status.ModifiedAt == wanted.ModifiedAt
            && target.LinkFrom(_leaders.Current, _table.EntryName(leader), _temporary) == Errno.Ok;
    }

    /// <summary>In place, where nobody else has a link to the file; else it is replaced like a changed one.</summary>
    private bool RestoreMetadata(int folder, ReadOnlySpan<byte> name, in EntryRecord record)
    {
        if (record.LinkOf > 0 || _target.Current.OpenFile(name, out FileHandle file) != Errno.Ok)
            return false;
        using (file)
        {
            if (file.Status(out FileStatus status) != Errno.Ok || status.Kind != EntryKind.File || status.LinkCount != 1 || status.Size != record.Size)
                return false;
            if (_snapshot.MoveTo(folder) != Errno.Ok || _snapshot.Current.OpenFile(name, out FileHandle original) != Errno.Ok)
                return false;
            EntryRecord wanted = WithAllowedBits(record);
            using (original)
                return _metadata.Apply(file, wanted.UserId, wanted.GroupId, wanted.Mode & 0xFFFu, wanted.ModifiedAt, original) == Errno.Ok;
        }
    }

    private EntryRecord WithAllowedBits(EntryRecord record)
    {
        if (record.Kind != EntryKind.File || (record.Mode & EntryMetadata.SetIdBits) == 0)
            return record;
        bool own = !EffectiveUser.IsRoot && record.UserId == EffectiveUser.Id;
        if (own || _plan.Request.RestoresSetuid)
            return record;
        Warn(WarningKind.SetuidDropped, Errno.Ok);
        record.Mode = (ushort)(record.Mode & ~EntryMetadata.SetIdBits);
        return record;
    }

    private void FinishFolder(int index)
    {
        FolderRecord record = _table.Folder(index);
        bool inScope = _plan.Scope.HasFolder(index);
        int found = _foundFolders[index];
        bool differs = found < 0 || _touched[index] || RestorePlanner.FolderDiffers(_manifest, index, _found!, found);
        // The root's own mode is not known where the manifest was made again; a folder on the way to a restored path keeps what it has.
        if (!differs || (!inScope && found >= 0) || (record.Flags & EntryFlags.NotEntered) != 0)
            return;
        _at = _table.PathOfFolder(index);
        Errno errno = _target.MoveTo(index);
        FileHandle folder = null!;
        if (errno == Errno.Ok && (errno = _target.Current.Reopen(out folder)) == Errno.EACCES && _target.Current.OpenToOwner() == Errno.Ok)
            errno = _target.Current.Reopen(out folder);
        if (errno != Errno.Ok)
        {
            Warn(WarningKind.RestoreSkipped, errno);
            return;
        }

        using (folder)
        {
            if (index == 0 && record.SourceInode == 0)
            {
                _ = folder.SetTime(record.ModifiedAt);
                return;
            }

            FileHandle? original = null;
            if (_snapshot.MoveTo(index) == Errno.Ok && _snapshot.Current.Reopen(out FileHandle opened) == Errno.Ok)
                original = opened;
            using (original)
                errno = _metadata.Apply(folder, record.UserId, record.GroupId, record.Mode & 0xFFFu, record.ModifiedAt, original);
            if (errno != Errno.Ok)
                Warn(WarningKind.RestoreSkipped, errno);
        }
    }

    private void Report(long bytes) => _progress.Report(new WorkProgress(Doing, _restoredBytes + bytes, _plan.Bytes, ProgressUnit.Bytes));

    private void Warn(WarningKind kind, Errno errno) => Warnings.Add(new SnapshotWarning(kind, _at, errno));
}
