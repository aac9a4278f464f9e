using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Copies a file that should have been a link and can not be one: the disk has no links, or no more to this file, or the previous snapshot is damaged.</summary>
internal sealed class SubstituteCopy : IDisposable
{
    private readonly BuildShared _shared;
    private readonly TreeTable _table;
    private readonly TableCursor? _source;
    private readonly EntryCopier _copier;
    private readonly Action<int, int, WarningKind, Errno> _warn;
    private int _folder;
    private int _entry;
    private long _copiedTime;

    public SubstituteCopy(BuildShared shared, Action<int, int, WarningKind, Errno> warn, CancellationToken stop)
    {
        (_shared, _table, _warn) = (shared, shared.Table, warn);
        _source = shared.Source is null ? null : new TableCursor(_table, shared.Source);
        _copier = new EntryCopier(new EntryMetadata((kind, errno) => warn(_folder, _entry, kind, errno)), shared.Space, _ => { }, stop, shared.Patience) { SaysTaken = true, Flushes = shared.FlushesFiles };
    }

    /// <summary>What the previous snapshot has by that name; where that is not what it was, the source's if it is still the same; else the damaged one, by the hash it should have, so that a verification names it.</summary>
    /// <param name="previous">The folder of the previous snapshot; null: it has none.</param>
    /// <param name="made">The folder being made.</param>
    /// <param name="folder">Which.</param>
    /// <param name="entry">The entry in it.</param>
    public void FromPrevious(FolderHandle? previous, FolderHandle made, int folder, int entry)
    {
        EntryRecord wanted = _table.Entry(entry);
        ContentHash known = _table.Hash(entry);
        bool copied = previous is not null && Copy(previous, _table.EntryName(entry), made, folder, entry, wanted, out _);
        if (copied && !_table.Entry(entry).IsStored)
            return;
        if (copied && (!known.IsKnown || _table.Hash(entry) == known))
        {
            // Its content is right, and somebody has touched it since.
            if (_copiedTime != wanted.ModifiedAt)
                made.SetTimeOf(_table.EntryName(entry), wanted.ModifiedAt).Check("utimensat", _table.EntryName(entry));
            return;
        }

        if (copied)
            made.RemoveFile(_table.EntryName(entry)).Check("unlinkat", _table.EntryName(entry));
        if (TakeFromSource(made, folder, entry, wanted))
            return;
        if (copied && Copy(previous!, _table.EntryName(entry), made, folder, entry, wanted, out _))
            _table.Hash(entry) = known;
        else
            MarkNotStored(folder, entry);
    }

    /// <summary>The file's first name in the snapshot itself; further names are linked to this one.</summary>
    public bool FromLeader(FolderHandle leaders, int leader, FolderHandle made, int folder, int entry)
    {
        if (!Copy(leaders, _table.EntryName(leader), made, folder, entry, _table.Entry(leader), out ulong inode))
            return false;
        if (!_table.Entry(entry).IsStored)
            return true;
        _table.TakeFrom(leader, entry);
        _table.Entry(entry).SnapshotInode = inode;
        return true;
    }

    /// <summary>The disk takes this name and another one for the same: it is recorded, and said.</summary>
    public void NameTaken(int folder, int entry)
    {
        _table.Entry(entry).MarkNameTaken();
        _table.Hash(entry) = default;
        _warn(folder, entry, WarningKind.NameTaken, Errno.Ok);
    }

    /// <summary>The last resort; what can not be had is recorded as not stored.</summary>
    public void FromSource(FolderHandle made, int folder, int entry)
    {
        if (!TakeFromSource(made, folder, entry, _table.Entry(entry)))
            MarkNotStored(folder, entry);
    }

    public void Dispose()
    {
        _source?.Dispose();
        _copier.Dispose();
    }

    /// <summary>While an agent may be writing, only if the file is still just what was scanned.</summary>
    private bool TakeFromSource(FolderHandle made, int folder, int entry, in EntryRecord scanned)
    {
        (_folder, _entry) = (folder, entry);
        if (_source is null)
            return false;
        _warn(folder, entry, WarningKind.PreviousDamaged, Errno.Ok);
        if ((scanned.Flags & EntryFlags.Stale) != 0 || _source.MoveTo(folder) != Errno.Ok)
            return false;
        EntryRecord copied = scanned;
        CopyOutcome outcome = _copier.Copy(_source.Current, made, _table.EntryName(entry), ref copied, out ContentHash hash);
        if (outcome is not (CopyOutcome.Copied or CopyOutcome.Torn))
            return false;
        bool same = outcome == CopyOutcome.Copied && _source.Current.StatusOf(_table.EntryName(entry), out FileStatus now) == Errno.Ok
            && now.ChangedAt == scanned.ChangedAt && now.Inode == scanned.SourceInode && now.Size == scanned.Size;
        if (!same && _shared.IsCaptured)
        {
            made.RemoveFile(_table.EntryName(entry)).Check("unlinkat", _table.EntryName(entry));
            return false;
        }

        copied.Flags |= outcome == CopyOutcome.Torn ? EntryFlags.Torn : EntryFlags.None;
        _table.Entry(entry) = copied;
        _table.Hash(entry) = hash;
        _shared.AddCopied(copied.Size);
        return true;
    }

    private void MarkNotStored(int folder, int entry)
    {
        if (_source is null)
            _warn(folder, entry, WarningKind.LostToInterruption, Errno.Ok);
        _table.Entry(entry).MarkLost();
        _table.Hash(entry) = default;
    }

    private bool Copy(FolderHandle from, ReadOnlySpan<byte> name, FolderHandle made, int folder, int entry, in EntryRecord wanted, out ulong inode)
    {
        (_folder, _entry) = (folder, entry);
        EntryRecord copied = wanted;
        CopyOutcome outcome = _copier.Copy(from, name, made, _table.EntryName(entry), ref copied, out ContentHash hash);
        (inode, _copiedTime) = (copied.SnapshotInode, copied.ModifiedAt);
        if (outcome == CopyOutcome.NameTaken)
        {
            NameTaken(folder, entry);
            return true;
        }

        if (outcome is not (CopyOutcome.Copied or CopyOutcome.Torn))
            return false;
        if (outcome == CopyOutcome.Torn || copied.Kind != wanted.Kind || copied.Size != wanted.Size)
        {
            made.RemoveFile(_table.EntryName(entry)).Check("unlinkat", _table.EntryName(entry));
            return false;
        }

        _table.Entry(entry).SnapshotInode = inode;
        _table.Hash(entry) = hash;
        _shared.AddCopied(wanted.Kind == EntryKind.File ? wanted.Size : 0);
        return true;
    }
}
