using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Walks the tree being made, and makes the folders that are missing on the way. In a recycled tree what stands in the way of a folder is removed, and folders that keep their owner out are opened to it.
/// </summary>
internal sealed class BuildCursor(BuildShared shared, CancellationToken cancellation) : IDisposable
{
    private readonly FolderCursor _cursor = new(shared.Destination, toRead: true);
    private readonly Stack<int> _way = new();
    private readonly TreeTable _table = shared.Table;

    /// <summary>As long as the kernel takes one (PATH_MAX); filled from its end.</summary>
    private readonly byte[] _path = new byte[4096];

    public FolderHandle Current => _cursor.Current;

    /// <summary>The folder it stands in.</summary>
    public int At { get; private set; }

    /// <summary>The folder entered last was made by that.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Called before a folder is left; the cursor is still in it.</summary>
    public Action<int>? Leaving { get; set; }

    /// <summary>Two folders would become one, and their files be mixed up.</summary>
    public static KitException TakenForAnother(TreePath folder) => new(
        ErrorCode.FolderRefused,
        new Text($"no snapshot was taken: the folder {folder} can not be stored", $"снимок не сделан: папку {folder} нельзя сохранить"),
        new Text(
            "the backup disk takes its name and another one beside it for the same: it does not tell upper and lower case apart",
            "диск для снимков не различает её имя и другое имя рядом с ней: для него нет разницы между большими и маленькими буквами"),
        new Text("keep the snapshots on another disk (ext4, xfs or btrfs), rename the folder, or leave it out with .backupignore", "храните снимки на другом диске (ext4, xfs или btrfs), переименуйте папку или исключите её в .backupignore"));

    /// <exception cref="SystemCallException">The destination can not be written.</exception>
    public void MoveTo(int folder)
    {
        while (folder < At || folder >= _table.Folder(At).SubtreeEnd)
            Leave();
        _way.Clear();
        for (int step = folder; step != At; step = _table.Folder(step).Parent)
            _way.Push(step);
        foreach (int step in _way)
        {
            Enter(step);
            At = step;
        }
    }

    /// <summary>
    /// What a folder is, seen from the place the cursor stands in or leaves for: from above it, without a handle of each folder between. Those have to have been looked at so before, or entered; only where the folder
    /// then is the very inode that is wanted does the answer say anything.
    /// </summary>
    /// <exception cref="SystemCallException">A folder can not be left.</exception>
    public Errno StatusOf(int folder, out FileStatus status)
    {
        while (folder < At || folder >= _table.Folder(At).SubtreeEnd)
            Leave();
        int start = _path.Length;
        for (int step = folder; step != At; step = _table.Folder(step).Parent)
        {
            ReadOnlySpan<byte> name = _table.FolderName(step);
            if (name.Length > start)
            {
                status = default;
                return Errno.ENAMETOOLONG;
            }

            start -= name.Length;
            name.CopyTo(_path.AsSpan(start));
            if (step != folder)
                _path[start + name.Length - 1] = (byte)'/';
        }

        return Current.StatusOf(_path.AsSpan(start), out status);
    }

    public void LeaveAll()
    {
        while (At > 0)
            Leave();
    }

    /// <summary>Lets the owner write in the folder it stands in; a recycled one could forbid it, and one that has its own mode already.</summary>
    public void PrepareToWrite()
    {
        if (shared.IsRecycled || (!EffectiveUser.IsRoot && (shared.PermissionsOf(At) & 0xC0) != 0xC0))
            Current.OpenToOwner().Check("fchmod", _table.FolderName(At));
    }

    public void Dispose() => _cursor.Dispose();

    private void Leave()
    {
        Leaving?.Invoke(At);
        _cursor.Leave();
        At = _table.Folder(At).Parent;
    }

    private void Enter(int folder)
    {
        ReadOnlySpan<byte> name = _table.FolderName(folder);
        IsNew = false;
        if (shared.IsRecycled)
        {
            EnterOld(folder, name);
        }
        else
        {
            if (shared.HasToMake(folder, cancellation))
                Make(folder, name);
            _cursor.Enter(name).Check("openat", name);
        }
    }

    private void EnterOld(int folder, ReadOnlySpan<byte> name)
    {
        Errno errno = _cursor.Enter(name);
        if (errno == Errno.EACCES)
        {
            PrepareToWrite();
            errno = _cursor.Enter(name);
        }

        if (errno == Errno.Ok && !Current.IsReadable)
        {
            Current.OpenToOwner().Check("fchmod", name);
            _cursor.Leave();
            errno = _cursor.Enter(name);
        }

        if (errno == Errno.Ok)
            return;
        if (errno is not (Errno.ENOTDIR or Errno.ELOOP or Errno.ENOENT))
            errno.Check("openat", name);
        if (shared.HasToMake(folder, cancellation))
        {
            PrepareToWrite();
            if (errno != Errno.ENOENT)
                Current.RemoveFile(name).Check("unlinkat", name);
            Make(folder, name);
        }

        _cursor.Enter(name).Check("openat", name);
    }

    private void Make(int folder, ReadOnlySpan<byte> name)
    {
        Errno errno = Current.MakeFolder(name, shared.PermissionsOf(folder));
        if (errno == Errno.EEXIST && !shared.IsRecycled)
            throw TakenForAnother(_table.PathOfFolder(folder));
        if (errno != Errno.EEXIST)
        {
            errno.Check("mkdirat", name);
            IsNew = true;
        }

        shared.SetMade(folder);
    }
}
