using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Decides how a name in the tree compares with the snapshot's record of it. Size, times, inode, mode and owner decide where they can; where only those differ that a copy does not show (ctime,
/// inode), or where an edit could hide behind the clock's granularity, the contents and attributes are compared.
/// </summary>
internal sealed class EntryComparison(TreeTable? previous, FolderHandle? previousRoot, bool trustsInodes, CancellationToken cancellation) : IDisposable
{
    private readonly TableCursor? _cursor = previous is null || previousRoot is null ? null : new TableCursor(previous, previousRoot);
    private readonly ContentCopier _contents = new();

    public EntryState OfFolder(int index, in FolderRecord now, FolderHandle folder)
    {
        if (index < 0)
            return EntryState.Added;
        ref FolderRecord before = ref previous!.Folder(index);
        if (before.SourceInode == 0 && index == 0)
            return EntryState.Same; // read again from the snapshot, whose own root is always 0700
        if (before.Mode != now.Mode || before.UserId != now.UserId || before.GroupId != now.GroupId)
            return EntryState.Changed;
        if (!trustsInodes || (before.ChangedAt == now.ChangedAt && before.SourceInode == now.SourceInode))
            return EntryState.Same;
        if (_cursor is null || _cursor.MoveTo(index) != Errno.Ok || _cursor.Current.Reopen(out FileHandle old) != Errno.Ok)
            return EntryState.Same;
        using (old)
        {
            if (folder.Reopen(out FileHandle current) != Errno.Ok)
                return EntryState.Same;
            using (current)
                return ExtendedAttributes.AreSame(current, old) ? EntryState.Same : EntryState.Changed;
        }
    }

    public EntryState OfEntry(int index, int folderIndex, ref EntryRecord now, FolderHandle folder, ReadOnlySpan<byte> name, bool comparesContent)
    {
        if (now.Kind is not (EntryKind.File or EntryKind.SymbolicLink or EntryKind.Fifo))
        {
            now.Flags |= EntryFlags.NotStored;
            return EntryState.NotStored;
        }

        if (index < 0)
            return EntryState.Added;
        ref EntryRecord before = ref previous!.Entry(index);
        if ((before.Flags & (EntryFlags.Stale | EntryFlags.NotStored)) != 0)
            return AfterUnreadable(before, ref now, folder, name);
        if (before.Kind != now.Kind || (before.Flags & EntryFlags.Torn) != 0)
            return EntryState.Changed;
        if (!before.LooksLike(now))
        {
            bool same = comparesContent && before.Size == now.Size && IsSameContent(index, folderIndex, now.Kind, folder, name, alsoAttributes: false);
            return same ? EntryState.MetadataOnly : EntryState.Changed;
        }

        bool unmoved = !trustsInodes || (before.ChangedAt == now.ChangedAt && before.SourceInode == now.SourceInode);
        if (unmoved && (before.Flags & EntryFlags.Racy) == 0)
            return EntryState.Same;
        if (IsSameContent(index, folderIndex, now.Kind, folder, name, alsoAttributes: true))
            return EntryState.Refreshed;
        return comparesContent && IsSameContent(index, folderIndex, now.Kind, folder, name, alsoAttributes: false) ? EntryState.MetadataOnly : EntryState.Changed;
    }

    public void Dispose()
    {
        _cursor?.Dispose();
        _contents.Dispose();
    }

    /// <summary>It could not be read last time: is it still so? That alone is no change.</summary>
    private static EntryState AfterUnreadable(in EntryRecord before, ref EntryRecord now, FolderHandle folder, ReadOnlySpan<byte> name)
    {
        bool wasStored = before.IsStored;
        Errno errno = Errno.Ok;
        if (now.Kind == EntryKind.File)
        {
            errno = folder.OpenFile(name, out FileHandle file);
            file?.Dispose();
        }

        if (errno is not (Errno.Ok or Errno.ENOENT))
        {
            now.Flags |= wasStored ? EntryFlags.Stale : EntryFlags.NotStored;
            return wasStored ? EntryState.Kept : EntryState.NotStored;
        }

        return wasStored ? EntryState.Changed : EntryState.Added;
    }

    private bool IsSameContent(int index, int folderIndex, EntryKind kind, FolderHandle folder, ReadOnlySpan<byte> name, bool alsoAttributes)
    {
        if (kind == EntryKind.Fifo)
            return true;
        if (_cursor is null || _cursor.MoveTo(folderIndex) != Errno.Ok)
            return false;
        if (kind == EntryKind.SymbolicLink)
            return folder.ReadLink(name, out byte[] now) == Errno.Ok && _cursor.Current.ReadLink(name, out byte[] before) == Errno.Ok && now.AsSpan().SequenceEqual(before);
        if (folder.OpenFile(name, out FileHandle current) != Errno.Ok)
            return false;
        using (current)
        {
            if (_cursor.Current.OpenFile(previous!.EntryName(index), out FileHandle old) != Errno.Ok)
                return false;
            using (old)
            {
                return current.Status(out FileStatus status) == Errno.Ok && status.Kind == EntryKind.File
                    && old.Status(out FileStatus oldStatus) == Errno.Ok && oldStatus.Kind == EntryKind.File
                    && _contents.AreSame(current, old, cancellation, out bool same) == Errno.Ok && same
                    && (!alsoAttributes || ExtendedAttributes.AreSame(current, old));
            }
        }
    }
}
