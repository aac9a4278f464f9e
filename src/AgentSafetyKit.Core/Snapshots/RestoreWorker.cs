using System.Buffers;
using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Restores the entries of one folder after the other. Each file is made whole under a temporary name and takes its place by rename(2); nothing is ever written through a link or into a file that is there.
/// One for each thread.
/// </summary>
internal sealed class RestoreWorker : IDisposable
{
    private const int RandomDigits = 16;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);
    private readonly RestoreWork _work;
    private readonly TreeTable _table;
    private readonly TableCursor _snapshot;
    private readonly TableCursor _target;
    private readonly TableCursor _leaders;
    private readonly EntryCopier _copier;
    private readonly EntryMetadata _metadata;
    private readonly ProgressPart _progress;
    private readonly FolderListing _listing = new();
    private readonly RowsBehind _behind;
    private readonly byte[] _temporary = [.. TemporaryPrefix, .. Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomDigits / 2)).Select(digit => (byte)digit), 0];
    private int _folder;
    private int _entry = -1;
    private long _reported;

    public RestoreWorker(RestoreWork work, FolderHandle snapshot, FolderHandle target)
    {
        _work = work;
        _table = work.Table;
        _snapshot = new TableCursor(_table, snapshot);
        _target = new TableCursor(_table, target);
        _leaders = new TableCursor(_table, target);
        _behind = new RowsBehind(_table);
        _metadata = new EntryMetadata(Warn);
        _progress = work.Progress.Part();
        _copier = new EntryCopier(_metadata, work.Space, Report, work.Cancellation) { IsStill = true };
    }

    private static ReadOnlySpan<byte> TemporaryPrefix => ".agsekit-restore-"u8;

    /// <summary>Whether a name (with its NUL) is one that a restore gives to files in the making.</summary>
    public static bool IsTemporary(ReadOnlySpan<byte> name) =>
        name.StartsWith(TemporaryPrefix) && name.Length == TemporaryPrefix.Length + RandomDigits + 1 && name[TemporaryPrefix.Length..^1].IndexOfAnyExcept(Digits) < 0;

    /// <summary>Makes the folder if it is not there, and restores what lies in it; names of a file that has its first name elsewhere are left to <see cref="LinkEntries"/>.</summary>
    public void RestoreEntries(int folder)
    {
        (_folder, _entry) = (folder, -1);
        if (folder > 0 && !EnterFolder(folder))
            return;
        if (_work.WasFound(folder) && _target.MoveTo(folder) == Errno.Ok)
            SweepTemporary();
        Each(folder, entry => _table.LeaderOf(entry) == entry);
        _behind.Passed(folder);
    }

    /// <summary>Restores the further names of files, when all first names are in place.</summary>
    public void LinkEntries(int folder)
    {
        if (!_work.Missing[folder])
            Each(folder, entry => _table.LeaderOf(entry) != entry);
    }

    /// <summary>Mode, owner, time and attributes of a folder in which nothing more will happen.</summary>
    public void FinishFolder(int index)
    {
        (_folder, _entry) = (index, -1);
        FolderRecord record = _table.Folder(index);
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
            // The root's own mode is not known where the manifest was made again.
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

    public void Dispose()
    {
        _snapshot.Dispose();
        _target.Dispose();
        _leaders.Dispose();
        _copier.Dispose();
    }

    private void Each(int folder, Predicate<int> wanted)
    {
        _folder = folder;
        FolderRecord record = _table.Folder(folder);
        bool isOpen = false;
        for (_entry = record.FirstEntry; _entry < record.EntryEnd; _entry++)
        {
            if (!wanted(_entry) || _work.Planner.ActionFor(_entry) is not { } action)
                continue;
            _work.Cancellation.ThrowIfCancellationRequested();
            if (_target.MoveTo(folder) is not Errno.Ok and Errno errno)
            {
                Warn(WarningKind.RestoreSkipped, errno);
                continue;
            }

            if (!isOpen)
                Writable(_target.Current);
            isOpen = _work.Touched[folder] = true;
            try
            {
                RestoreEntry(action);
            }
            catch (SystemCallException e) when (e.Errno is not (Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS or Errno.EIO))
            {
                // Somebody took the folder away under us, or took the name.
                Warn(WarningKind.RestoreSkipped, e.Errno);
            }
        }
    }

    /// <summary>False: there is no folder of that name, and none could be made. Folders above it may be another thread's work, which has not come to them yet: they are made here as well.</summary>
    private bool EnterFolder(int index)
    {
        if (_target.MoveTo(index) == Errno.Ok)
            return true;
        int parent = _table.Folder(index).Parent;
        if (_work.Missing[parent] || (parent > 0 && !EnterFolder(parent)))
        {
            _work.Missing[index] = true;
            return false;
        }

        ReadOnlySpan<byte> name = _table.FolderName(index);
        Errno errno = Errno.Ok;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if ((errno = _target.MoveTo(parent)) != Errno.Ok)
                break;
            FolderHandle above = _target.Current;
            Writable(above);
            errno = above.MakeFolder(name);
            if (errno == Errno.Ok)
                _work.Did(RestoreAction.Create);
            _work.Touched[parent] = true;
            _work.Touched[index] = true;
            if (errno is Errno.Ok or Errno.EEXIST && (errno = _target.MoveTo(index)) == Errno.Ok)
                return true;
        }

        if (errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS)
            errno.Check("mkdirat", name);
        _work.WarnMissing(index, errno);
        return false;
    }

    private static void Writable(FolderHandle folder)
    {
        if (!EffectiveUser.IsRoot)
            _ = folder.OpenToOwner();
    }

    /// <summary>What a killed restore left in the folder.</summary>
    private void SweepTemporary()
    {
        Writable(_target.Current);
        if (_target.Current.List(_listing) != Errno.Ok)
            return;
        FolderRecord record = _table.Folder(_folder);
        for (int i = 0; i < _listing.Count; i++)
        {
            ReadOnlySpan<byte> name = _listing.Name(i);
            if (!IsTemporary(name))
                continue;
            bool known = false;
            for (int entry = record.FirstEntry; entry < record.EntryEnd && !known; entry++)
                known = _table.EntryName(entry).SequenceEqual(name);
            if (!known)
                _ = _target.Current.RemoveFile(name);
        }
    }

    private void RestoreEntry(RestoreAction action)
    {
        EntryRecord record = _table.Entry(_entry);
        ReadOnlySpan<byte> name = _table.EntryName(_entry);
        FolderHandle target = _target.Current;
        if (!MayReplace(target, name, out _))
            return;
        if (action == RestoreAction.Metadata && record.Kind == EntryKind.File && RestoreMetadata(name, record))
        {
            _work.Did(action);
            return;
        }

        bool linked = LinkLeader(target);
        if (linked)
            _progress.Add(0, 1);
        else if (!Copy(record, name, target))
            return;
        Errno renamed = Errno.Ok;
        bool placed = MayReplace(target, name, out bool isThere) && (renamed = Place(target, name, isThere)) == Errno.Ok;
        // Where both names are one file already, rename(2) does nothing and leaves the first.
        if (linked || !placed)
            _ = target.RemoveFile(_temporary);
        if (renamed != Errno.Ok)
            Warn(WarningKind.RestoreSkipped, renamed);
        else if (placed)
            _work.Did(action, linked || record.Kind != EntryKind.File ? 0 : record.Size);
    }

    /// <summary>Whether what stands there may go, which is asked anew right before it does; if not, that is said.</summary>
    private bool MayReplace(FolderHandle target, ReadOnlySpan<byte> name, out bool isThere)
    {
        int found = _work.Planner.FoundEntry(_entry);
        FoundState state = found < 0 ? FoundState.Gone : _work.Guard.Look(found, target, name);
        isThere = state == FoundState.AsFound;
        if (state is FoundState.Changed or FoundState.NotSaved)
            Warn(state == FoundState.Changed ? WarningKind.RestoreSkipped : WarningKind.RestoreNotSaved, Errno.Ok);
        return state is FoundState.AsFound or FoundState.Gone;
    }

    /// <summary>Where nothing was found, or nothing is any more, nothing is replaced but an empty folder that the plan knows.</summary>
    private Errno Place(FolderHandle target, ReadOnlySpan<byte> name, bool isThere)
    {
        if (isThere)
            return target.Rename(_temporary, name);
        Errno errno = target.RenameToNew(_temporary, name);
        return errno == Errno.EEXIST && FoundFolder(name) && target.RemoveFolder(name) == Errno.Ok ? target.RenameToNew(_temporary, name) : errno;
    }

    private bool FoundFolder(ReadOnlySpan<byte> name) =>
        _work.Planner.FoundFolder(_folder) is >= 0 and int folder && _work.Plan.Found!.Table.FindChild(folder, name[..^1]) >= 0;

    private bool Copy(in EntryRecord record, ReadOnlySpan<byte> name, FolderHandle target)
    {
        _reported = 0;
        Errno errno = _snapshot.MoveTo(_folder);
        _copier.Wanted = WithAllowedBits(record);
        EntryRecord copied = record;
        ContentHash hash = default;
        CopyOutcome outcome = errno == Errno.Ok ? _copier.Copy(_snapshot.Current, name, target, _temporary, ref copied, out hash) : CopyOutcome.Gone;
        if (outcome != CopyOutcome.Copied || copied.Kind != record.Kind)
        {
            _ = target.RemoveFile(_temporary);
            Warn(WarningKind.NotInSnapshot, errno == Errno.Ok ? _copier.LastError : errno);
            return false;
        }

        ContentHash recorded = _table.Hash(_entry);
        if (record.Kind == EntryKind.File && recorded.IsKnown && hash != recorded)
            Warn(WarningKind.RestoredDamaged, Errno.Ok);
        if (record.Kind == EntryKind.File)
            _progress.Add(Math.Max(0, record.Size - _reported), 1);
        return true;
    }

    private bool LinkLeader(FolderHandle target)
    {
        int leader = _table.LeaderOf(_entry);
        if (leader == _entry || !_work.Planner.IsRight(leader) || _leaders.MoveTo(_table.FolderOfEntry(leader)) != Errno.Ok)
            return false;
        EntryRecord wanted = _table.Entry(leader);
        // Only to the file that was just restored or found to be right, never to what somebody put there since.
        return _leaders.Current.StatusOf(_table.EntryName(leader), out FileStatus status) == Errno.Ok
            && status.Kind == wanted.Kind && status.Size == wanted.Size && status.ModifiedAt == wanted.ModifiedAt
            && target.LinkFrom(_leaders.Current, _table.EntryName(leader), _temporary) == Errno.Ok;
    }

    /// <summary>In place, where nobody else has a link to the file; else it is replaced like a changed one.</summary>
    private bool RestoreMetadata(ReadOnlySpan<byte> name, in EntryRecord record)
    {
        if (record.LinkOf > 0 || _target.Current.OpenFile(name, out FileHandle file) != Errno.Ok)
            return false;
        using (file)
        {
            if (file.Status(out FileStatus status) != Errno.Ok || status.Kind != EntryKind.File || status.LinkCount != 1 || status.Size != record.Size
                || _work.Guard.Look(_work.Planner.FoundEntry(_entry), status) != FoundState.AsFound)
                return false;
            if (_snapshot.MoveTo(_folder) != Errno.Ok || _snapshot.Current.OpenFile(name, out FileHandle original) != Errno.Ok)
                return false;
            EntryRecord wanted = WithAllowedBits(record);
            using (original)
                return _metadata.Apply(file, wanted.UserId, wanted.GroupId, wanted.Mode & 0xFFFu, wanted.ModifiedAt, original) == Errno.Ok;
        }
    }

    private EntryRecord WithAllowedBits(EntryRecord record)
    {
        if (_work.Plan.Request.RestoresSetuid || record.Kind != EntryKind.File || (record.Mode & EntryMetadata.SetIdBits) == 0)
            return record;
        Warn(WarningKind.SetuidDropped, Errno.Ok);
        record.Mode = (ushort)(record.Mode & ~EntryMetadata.SetIdBits);
        return record;
    }

    private void Report(long bytes)
    {
        _reported += bytes;
        _progress.Add(bytes);
    }

    private void Warn(WarningKind kind, Errno errno) => _work.Warn(kind, _entry < 0 ? _table.PathOfFolder(_folder) : _table.PathOfEntry(_folder, _entry), errno);
}
