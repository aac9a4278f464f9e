using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// The watches of a tree, and where each folder was when we last looked. Every folder is reached through the handle of the one above it and watched by its handle, so a name that is
/// swapped for a link leads nowhere. A folder is watched before it is listed: what appears in between is in the listing or among the events. Knows nothing it can not lose: whoever is in doubt builds a new one.
/// </summary>
/// <param name="queue">Where the watches live.</param>
/// <param name="path">Of the root.</param>
/// <param name="mostFolders">So many and no more.</param>
/// <param name="excludes">What is left out, asked with a path and whether it is a folder; null: nothing.</param>
/// <param name="isEnding">Ends a long walk.</param>
internal sealed class WatchedTree(WatchQueue queue, string path, int mostFolders, Func<TreePath, bool, bool>? excludes, Func<bool> isEnding) : IDisposable
{
    /// <summary>Deeper folders are not watched, so that no tree makes each of its changes cost a long way down; the checks at each interval find what changes there.</summary>
    internal const int MostDepth = 256;
    private readonly Dictionary<int, WatchedFolder> _byWatch = [];
    private readonly FolderListing _listing = new();
    private WatchedFolder? _root;
    private FileStatus _rootStatus;
    private WatchedFolder? _opened;
    private FolderHandle? _openedHandle;

    public int Count => _byWatch.Count;

    /// <summary>Some folders are not watched, because they lie too deep or may not be.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Whether anything may be left out at all.</summary>
    public bool LeavesOut => excludes is not null;

    /// <exception cref="SystemCallException">ENOENT, ENOTDIR, EACCES: the root is not there; ENOSPC, ENOMEM, EOVERFLOW: there are more folders than can be watched.</exception>
    public void Build()
    {
        FolderHandle.Open(path, out FolderHandle handle).Check("openat", path);
        using (handle)
        {
            handle.Status(out _rootStatus).Check("statx", path);
            queue.Watch(handle, out int watch).Check("inotify_add_watch", path);
            _byWatch[watch] = _root = new WatchedFolder(watch, []);
            WatchBeneath(_root, handle, deep: true);
        }
    }

    public WatchedFolder? Find(int watch) => _byWatch.GetValueOrDefault(watch);

    public bool IsRoot(WatchedFolder folder) => folder == _root;

    /// <summary>Whether the path still leads to the folder that is watched.</summary>
    public bool IsRootInPlace()
    {
        if (FolderHandle.Open(path, out FolderHandle handle) != Errno.Ok)
            return false;
        using (handle)
            return handle.Status(out FileStatus status) == Errno.Ok && status.IsSameInodeAs(_rootStatus);
    }

    public bool Excludes(WatchedFolder folder, ReadOnlySpan<byte> name, bool isFolder) =>
        excludes is not null && excludes(folder.Path.Append(name.TrimEnd((byte)0)), isFolder);

    /// <summary>A folder got this name: watches it and what is beneath.</summary>
    /// <param name="parent">The folder it is in.</param>
    /// <param name="name">Ends in NUL.</param>
    /// <param name="moved">It came from elsewhere: what was known of what is beneath may be out of date.</param>
    public void Appeared(WatchedFolder parent, ReadOnlySpan<byte> name, bool moved)
    {
        HasGaps |= parent.Depth >= MostDepth;
        if (parent.Depth >= MostDepth || Excludes(parent, name, isFolder: true) || OpenAt(parent) is not { } above || above.OpenFolder(name, out FolderHandle folder) != Errno.Ok)
            return;
        using (folder)
        {
            if (Place(parent, name.ToArray(), folder, ref moved) is { } placed)
                WatchBeneath(placed, folder, moved);
        }
    }

    /// <summary>The folder was moved: forgets it and what is beneath, unless it is where we know it to be.</summary>
    public void Settle(WatchedFolder folder)
    {
        if (OpenAt(folder.Parent!) is { } above && above.OpenFolder(folder.Name, out FolderHandle handle) == Errno.Ok)
        {
            using (handle)
            {
                if (queue.Watch(handle, out int watch) == Errno.Ok && watch == folder.Watch)
                    return;
                if (watch >= 0 && !_byWatch.ContainsKey(watch))
                    queue.Unwatch(watch);
            }
        }

        Forget(folder);
    }

    /// <summary>The folder is gone, and whatever we thought was in it.</summary>
    public void Forget(WatchedFolder folder)
    {
        folder.Leave();
        var going = new Stack<WatchedFolder>([folder]);
        while (going.TryPop(out WatchedFolder? next))
        {
            for (WatchedFolder? child = next.FirstChild; child is not null; child = child.NextSibling)
                going.Push(child);
            if (_byWatch.Remove(next.Watch))
                queue.Unwatch(next.Watch);
        }

        CloseOpened();
    }

    /// <summary>Lets go of the handle that is kept between events: an open folder would keep its disk from being unmounted.</summary>
    public void CloseOpened()
    {
        _openedHandle?.Dispose();
        (_opened, _openedHandle) = (null, null);
    }

    public void Dispose() => CloseOpened();

    private void WatchBeneath(WatchedFolder top, FolderHandle handle, bool deep)
    {
        using var cursor = new FolderCursor(handle);
        var pending = new Stack<Pending>();
        List(top, cursor, deep, pending);
        while (pending.TryPop(out Pending next) && !isEnding())
        {
            while (cursor.Depth > next.Depth)
                cursor.Leave();
            // Gone, or something else by now: an event says so too.
            if (cursor.Enter(next.Name) is not Errno.Ok and Errno errno)
            {
                HasGaps |= errno is Errno.EACCES or Errno.EPERM;
                continue;
            }

            bool moved = next.Deep;
            if (Place(next.Parent, next.Name, cursor.Current, ref moved) is { } placed)
                List(placed, cursor, moved, pending);
        }
    }

    private void List(WatchedFolder folder, FolderCursor cursor, bool deep, Stack<Pending> pending)
    {
        // What can not be listed can not be in a snapshot either.
        HasGaps |= folder.Depth >= MostDepth;
        if (folder.Depth >= MostDepth || cursor.Current.List(_listing) != Errno.Ok)
            return;
        TreePath at = excludes is null ? TreePath.Root : folder.Path;
        if (excludes is not null)
            ForgetExcluded(folder, at);
        for (int i = 0; i < _listing.Count; i++)
        {
            if (_listing.Kind(i) is not (EntryKind.Folder or EntryKind.Unknown))
                continue;
            ReadOnlySpan<byte> name = _listing.Name(i);
            if (excludes is null || !excludes(at.Append(name[..^1]), true))
                pending.Push(new Pending(folder, cursor.Depth, name.ToArray(), deep));
        }
    }

    private void ForgetExcluded(WatchedFolder folder, TreePath at)
    {
        for (WatchedFolder? child = folder.FirstChild, next; child is not null; child = next)
        {
            next = child.NextSibling;
            if (excludes!(at.Append(child.Name.AsSpan()[..^1]), true))
                Forget(child);
        }
    }

    /// <summary>Watches the folder of the handle as this one's child; null: it need not be listed. A known folder is taken to its new place, which makes <paramref name="moved"/> true.</summary>
    private WatchedFolder? Place(WatchedFolder parent, byte[] name, FolderHandle handle, ref bool moved)
    {
        if (handle.Status(out FileStatus status) != Errno.Ok || status.Device != _rootStatus.Device)
            return null;
        Errno errno = queue.Watch(handle, out int watch);
        HasGaps |= errno is Errno.EACCES or Errno.EPERM;
        if (errno is Errno.EACCES or Errno.EPERM or Errno.ENOENT or Errno.ENOTDIR)
            return null;
        errno.Check("inotify_add_watch", name);
        if (!_byWatch.TryGetValue(watch, out WatchedFolder? folder))
        {
            if (_byWatch.Count >= mostFolders)
                Errno.EOVERFLOW.Check("inotify_add_watch", name);
            folder = new WatchedFolder(watch, name);
            _byWatch.Add(watch, folder);
            folder.Enter(parent, name);
            return folder;
        }

        if (folder.Parent == parent && folder.Name.AsSpan().SequenceEqual(name))
            return moved ? folder : null;
        // A folder above is said to be beneath: too much was moved about to be followed.
        if (parent.IsAtOrBeneath(folder))
            Errno.ESTALE.Check("inotify_add_watch", name);
        folder.Leave();
        folder.Enter(parent, name);
        moved = true;
        return folder;
    }

    /// <summary>The handle stays ours; null: it is not where we know it to be.</summary>
    private FolderHandle? OpenAt(WatchedFolder folder)
    {
        if (_opened == folder)
            return _openedHandle;
        CloseOpened();
        if (FolderHandle.Open(path, out FolderHandle handle) != Errno.Ok)
            return null;
        foreach (WatchedFolder step in folder.Way())
        {
            Errno errno = handle.OpenFolder(step.Name, out FolderHandle next);
            handle.Dispose();
            if (errno != Errno.Ok)
                return null;
            handle = next;
        }

        (_opened, _openedHandle) = (folder, handle);
        return handle;
    }

    private readonly record struct Pending(WatchedFolder Parent, int Depth, byte[] Name, bool Deep);
}
