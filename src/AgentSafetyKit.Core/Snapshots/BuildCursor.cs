using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Walks the tree being made, and makes the folders that are missing on the way. In a recycled tree what stands in the way of a folder is removed, and folders that keep their owner out are opened to it.
/// </summary>
internal sealed class BuildCursor(BuildShared shared, CancellationToken cancellation) : IDisposable
{
    private readonly FolderCursor _cursor = new(shared.Destination, toRead: true);
    private readonly Stack<int> _way = new();
    private readonly TreeTable _table = shared.Table;

    public FolderHandle Current => _cursor.Current;

    /// <summary>The folder it stands in.</summary>
    public int At { get; private set; }

    /// <summary>The folder entered last was made by that.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Called before a folder is left; the cursor is still in it.</summary>
    public Action<int>? Leaving { get; set; }

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
            if (!shared.IsMade(folder))
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
        PrepareToWrite();
        if (errno is Errno.ENOTDIR or Errno.ELOOP)
            TreeRemoval.Remove(Current, name, cancellation).Check("unlinkat", name);
        else if (errno != Errno.ENOENT)
            errno.Check("openat", name);
        Make(folder, name);
        _cursor.Enter(name).Check("openat", name);
    }

    private void Make(int folder, ReadOnlySpan<byte> name)
    {
        Errno errno = Current.MakeFolder(name, shared.PermissionsOf(folder));
        if (errno != Errno.EEXIST)
        {
            errno.Check("mkdirat", name);
            IsNew = true;
        }

        shared.SetMade(folder);
    }
}
