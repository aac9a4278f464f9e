using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What one snapshot has by a path, and how that differs from what another one has: by hashes and inodes of the manifests alone.</summary>
internal readonly struct PathState
{
    private readonly TreeTable _table;
    private readonly int _folder;
    private readonly int _entry;

    public PathState(TreeTable table, TreePath path)
    {
        _table = table;
        _folder = table.FindFolder(path);
        _entry = _folder >= 0 ? -1 : table.FindEntry(path);
        if (_entry >= 0 && !table.Entry(_entry).IsStored)
            _entry = -1;
    }

    /// <summary>The default value is that of a snapshot that does not have the path.</summary>
    public bool Exists => _table is not null && (_folder >= 0 || _entry >= 0);

    private EntryKind Kind => _folder >= 0 ? EntryKind.Folder : _table.Entry(_entry).Kind;

    /// <summary>Null: the same.</summary>
    public ChangeKind? ChangeFrom(in PathState before)
    {
        if (!Exists || !before.Exists)
            return Exists == before.Exists ? null : Exists ? ChangeKind.Added : ChangeKind.Deleted;
        if (Kind != before.Kind)
            return ChangeKind.TypeChanged;
        return _folder >= 0 ? FolderChange(before._table, before._folder, _table, _folder) : EntryChange(before._table, before._entry, _table, _entry);
    }

    public PathVersion Version(string snapshot, ChangeKind change)
    {
        var version = new PathVersion { Change = change, First = snapshot, Last = snapshot };
        if (_folder >= 0)
        {
            FolderRecord folder = _table.Folder(_folder);
            (int files, long bytes) = Content(folder);
            return version with { Kind = EntryKind.Folder, Files = files, Size = bytes, ModifiedAt = SystemClock.Moment(folder.ModifiedAt), Permissions = folder.Mode & 0xFFFu };
        }

        if (_entry < 0)
            return version;
        EntryRecord entry = _table.Entry(_entry);
        return version with
        {
            Kind = entry.Kind,
            Files = 1,
            Size = entry.Size,
            ModifiedAt = SystemClock.Moment(entry.ModifiedAt),
            Permissions = entry.Mode & 0xFFFu,
            Hash = _table.Hash(_entry),
            IsUncertain = (entry.Flags & (EntryFlags.Torn | EntryFlags.Stale)) != 0,
        };
    }

    /// <summary>Null: the same content and the same looks. A symbolic link's target is in no manifest: two of another inode and time count as changed.</summary>
    public static ChangeKind? EntryChange(TreeTable old, int before, TreeTable current, int now)
    {
        EntryRecord one = old.Entry(before), two = current.Entry(now);
        if (one.Kind != two.Kind)
            return ChangeKind.TypeChanged;
        bool looksSame = one.LooksLike(two);
        if (one.SnapshotInode == two.SnapshotInode && one.SnapshotInode != 0)
            return looksSame ? null : ChangeKind.MetadataOnly;
        ContentHash first = old.Hash(before), second = current.Hash(now);
        bool sameContent = one.Kind == EntryKind.Fifo
            || (one.Size == two.Size && (first.IsKnown && second.IsKnown ? first == second : one.ModifiedAt == two.ModifiedAt));
        return !sameContent ? ChangeKind.Changed : looksSame ? null : ChangeKind.MetadataOnly;
    }

    private (int Files, long Bytes) Content(in FolderRecord folder)
    {
        int files = 0;
        long bytes = 0;
        for (int i = folder.FirstEntry; i < _table.Folder(folder.SubtreeEnd - 1).EntryEnd; i++)
        {
            EntryRecord entry = _table.Entry(i);
            if (!entry.IsStored)
                continue;
            files++;
            bytes += entry.Kind == EntryKind.File && entry.LinkOf == 0 ? entry.Size : 0;
        }

        return (files, bytes);
    }

    /// <summary>Both subtrees are in preorder with sorted names, so the same trees are the same sequences.</summary>
    private static ChangeKind? FolderChange(TreeTable old, int before, TreeTable current, int now)
    {
        int folders = current.Folder(now).SubtreeEnd - now;
        if (folders != old.Folder(before).SubtreeEnd - before)
            return ChangeKind.Changed;
        bool metadata = false;
        for (int i = 0; i < folders; i++)
        {
            FolderRecord one = old.Folder(before + i), two = current.Folder(now + i);
            if (one.EntryCount != two.EntryCount || one.Depth - old.Folder(before).Depth != two.Depth - current.Folder(now).Depth
                || (i > 0 && !old.FolderName(before + i).SequenceEqual(current.FolderName(now + i))))
                return ChangeKind.Changed;
            metadata |= one.Mode != two.Mode || one.UserId != two.UserId || one.GroupId != two.GroupId;
            for (int entry = 0; entry < two.EntryCount; entry++)
            {
                if (!old.EntryName(one.FirstEntry + entry).SequenceEqual(current.EntryName(two.FirstEntry + entry)))
                    return ChangeKind.Changed;
                ChangeKind? change = EntryChange(old, one.FirstEntry + entry, current, two.FirstEntry + entry);
                if (change is not (null or ChangeKind.MetadataOnly))
                    return ChangeKind.Changed;
                metadata |= change is not null;
            }
        }

        return metadata ? ChangeKind.MetadataOnly : null;
    }
}
