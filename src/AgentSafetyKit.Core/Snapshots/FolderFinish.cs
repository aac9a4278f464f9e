using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Gives a folder whose names are complete its owner, mode, time and attributes, where they differ. New and changed folders have the source's attributes already, all others get the previous snapshot's.</summary>
internal sealed class FolderFinish(BuildShared shared, TableCursor? previous, Action<int, WarningKind, Errno> warn)
{
    private readonly TreeTable _table = shared.Table;

    /// <summary>Asked when the folder is entered, as the previous snapshot's is open then anyway.</summary>
    public bool TakesAttributes(int folder, bool isOld, in FileStatus status)
    {
        if ((_table.Folder(folder).Flags & EntryFlags.Captured) != 0)
            return false;
        if (isOld)
            return shared.Match?.HasAttributes(folder, status) != true;
        if (shared.MayInherit)
            return true;
        if (previous is null || previous.MoveTo(folder) != Errno.Ok || Open(previous.Current, out bool own) is not { } handle)
            return false;
        try
        {
            return ExtendedAttributes.HasAny(handle);
        }
        finally
        {
            if (own)
                handle.Dispose();
        }
    }

    /// <exception cref="SystemCallException">It can not be set.</exception>
    public void Finish(int folder, FolderHandle made, FolderProgress progress)
    {
        FileStatus status = progress.Status;
        if (progress.IsTouched && shared.IsRecycled)
            made.Status(out status).Check("statx", _table.FolderName(folder));
        ref FolderRecord record = ref _table.Folder(folder);
        record.SnapshotInode = status.Inode;
        bool differs = progress.IsTouched || Differs(folder, status);
        if (!differs && !progress.TakesAttributes)
            return;
        FileHandle? handle = Open(made, out bool own);
        if (handle is null)
            Errno.EACCES.Check("openat", _table.FolderName(folder));
        bool ownAttributes = false;
        FileHandle? attributes = progress.TakesAttributes && previous?.MoveTo(folder) == Errno.Ok ? Open(previous.Current, out ownAttributes) : null;
        try
        {
            FileHandle? missing = attributes is not null && !ExtendedAttributes.AreSame(attributes, handle!) ? attributes : null;
            if (differs || missing is not null)
            {
                bool isBare = false;
                new EntryMetadata((kind, errno) => warn(folder, kind, errno)).Apply(handle!, status, UserOf(folder), GroupOf(folder), shared.PermissionsOf(folder), record.ModifiedAt, missing, ref isBare)
                    .Check("fchmod", _table.FolderName(folder));
            }
        }
        finally
        {
            if (own)
                handle!.Dispose();
            if (ownAttributes)
                attributes?.Dispose();
        }
    }

    /// <summary>Its owner, mode or time are not the wanted ones.</summary>
    public bool Differs(int folder, in FileStatus status) =>
        status.Permissions != shared.PermissionsOf(folder) || status.ModifiedAt != _table.Folder(folder).ModifiedAt || (EffectiveUser.IsRoot && (status.UserId != UserOf(folder) || status.GroupId != GroupOf(folder)));

    private uint UserOf(int folder) => folder == 0 ? EffectiveUser.Id : _table.Folder(folder).UserId;

    private uint GroupOf(int folder) => folder == 0 ? EffectiveUser.Group : _table.Folder(folder).GroupId;

    private static FileHandle? Open(FolderHandle folder, out bool own)
    {
        own = !folder.IsReadable;
        if (!own)
            return folder.AsFile;
        return folder.Reopen(out FileHandle handle) == Errno.Ok ? handle : null;
    }
}
