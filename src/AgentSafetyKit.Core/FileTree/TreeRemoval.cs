using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// Removes a whole tree by folder handles, so that a link planted in it leads nowhere, and what is mounted in it is left alone. Folders that forbid it to their owner are opened first. A name that somebody adds
/// meanwhile is removed too, a few times; one that can not be removed is tried once, and all else goes.
/// </summary>
public static class TreeRemoval
{
    /// <summary>How often a folder is emptied again because names appeared in it; and how often that is done in the whole tree.</summary>
    private const int TriesOfFolder = 3, TriesOfTree = 64;

    /// <param name="folder">Where it is.</param>
    /// <param name="name">A file or a folder; ENOENT is not an error.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <returns>Why the first name in it could not be removed, where that is why it stays: EPERM, EBUSY for what is mounted there.</returns>
    public static Errno Remove(FolderHandle folder, ReadOnlySpan<byte> name, CancellationToken cancellation)
    {
        Errno errno = folder.RemoveFile(name);
        if (errno is Errno.Ok or Errno.ENOENT)
            return Errno.Ok;
        if (errno is not (Errno.EISDIR or Errno.EPERM or Errno.EACCES))
            return errno;
        errno = folder.OpenFolder(name, out FolderHandle root);
        if (errno != Errno.Ok)
            return errno == Errno.ENOENT ? Errno.Ok : errno;
        using (root)
        {
            errno = folder.Status(out FileStatus above);
            if (errno != Errno.Ok || (errno = root.Status(out FileStatus status)) != Errno.Ok)
                return errno;
            if (!status.IsOnMountOf(above))
                return Errno.EBUSY;
            errno = new Emptying(root, status, cancellation).Run();
        }

        Errno removed = folder.RemoveFolder(name);
        return removed == Errno.ENOENT ? Errno.Ok : removed is Errno.ENOTEMPTY or Errno.EEXIST && errno != Errno.Ok ? errno : removed;
    }

    /// <summary>One tree, once.</summary>
    private sealed class Emptying(FolderHandle root, FileStatus rootStatus, CancellationToken cancellation)
    {
        private readonly FolderListing _listing = new();
        private readonly Stack<Level> _levels = new();
        private Errno _first;
        private int _triesLeft = TriesOfTree;

        /// <returns>Why the first name that stayed did.</returns>
        public Errno Run()
        {
            using var cursor = new FolderCursor(root, toRead: true);
            _levels.Push(RemovePlainNames(root, [0], 1));
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                Level level = _levels.Peek();
                if (level.Folders.TryPop(out byte[]? next))
                {
                    Enter(cursor, level, next, 1);
                    continue;
                }

                _levels.Pop();
                if (_levels.Count == 0)
                    return _first;
                cursor.Leave();
                Errno errno = cursor.Current.RemoveFolder(level.Name);
                if (errno is Errno.Ok or Errno.ENOENT)
                    continue;
                // Not where a name in it is known to stay: trying that again at each level takes time that doubles, and more, with the depth.
                if (errno is Errno.ENOTEMPTY or Errno.EEXIST && !level.IsStuck && level.Try < TriesOfFolder && _triesLeft-- > 0)
                    Enter(cursor, _levels.Peek(), level.Name, level.Try + 1);
                else
                    Stays(_levels.Peek(), errno);
            }
        }

        private void Enter(FolderCursor cursor, Level above, byte[] name, int attempt)
        {
            Errno errno = cursor.Enter(name);
            if (errno == Errno.ENOENT)
                return;
            if (errno == Errno.Ok && ((errno = cursor.Current.Status(out FileStatus status)) != Errno.Ok || !status.IsOnMountOf(rootStatus)))
            {
                cursor.Leave();
                errno = errno == Errno.Ok ? Errno.EBUSY : errno;
            }

            if (errno == Errno.Ok)
                _levels.Push(RemovePlainNames(cursor.Current, name, attempt));
            else
                Stays(above, errno);
        }

        private void Stays(Level level, Errno errno)
        {
            level.IsStuck = true;
            _first = _first == Errno.Ok ? errno : _first;
        }

        /// <summary>The folders are left.</summary>
        private Level RemovePlainNames(FolderHandle folder, byte[] name, int attempt)
        {
            var level = new Level(name, attempt);
            bool opened = !folder.IsReadable;
            if (opened)
                _ = folder.OpenToOwner();
            Errno errno = folder.ListOnce(_listing);
            if (errno != Errno.Ok)
            {
                Stays(level, errno);
                return level;
            }

            for (int i = 0; i < _listing.Count; i++)
            {
                if (_listing.Kind(i) == EntryKind.Folder)
                {
                    level.Folders.Push(_listing.Name(i).ToArray());
                    continue;
                }

                errno = folder.RemoveFile(_listing.Name(i));
                if (errno is Errno.EACCES or Errno.EPERM && !opened)
                {
                    opened = true;
                    _ = folder.OpenToOwner();
                    errno = folder.RemoveFile(_listing.Name(i));
                }

                if (errno == Errno.EISDIR)
                    level.Folders.Push(_listing.Name(i).ToArray());
                else if (errno is not (Errno.Ok or Errno.ENOENT))
                    Stays(level, errno);
            }

            if (!opened && level.Folders.Count > 0)
                _ = folder.OpenToOwner(); // its folders are removed later, through this handle
            return level;
        }
    }

    private sealed record Level(byte[] Name, int Try)
    {
        public Stack<byte[]> Folders { get; } = new();

        /// <summary>A name in it stays.</summary>
        public bool IsStuck { get; set; }
    }
}
