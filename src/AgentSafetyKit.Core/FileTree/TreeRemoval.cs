using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// Removes a whole tree by folder handles, so that a link planted in it leads nowhere. Folders that forbid it to their owner are opened first. A name that somebody adds meanwhile is
/// removed too, a few times.
/// </summary>
public static class TreeRemoval
{
    /// <param name="folder">Where it is.</param>
    /// <param name="name">A file or a folder; ENOENT is not an error.</param>
    /// <param name="cancellation">Stops in between.</param>
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
            Empty(root, cancellation);
        errno = folder.RemoveFolder(name);
        return errno == Errno.ENOENT ? Errno.Ok : errno;
    }

    private static void Empty(FolderHandle root, CancellationToken cancellation)
    {
        const int Tries = 3;
        using var cursor = new FolderCursor(root, toRead: true);
        var listing = new FolderListing();
        var levels = new Stack<Level>();
        levels.Push(new Level([0], RemovePlainNames(root, listing), 1));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Level level = levels.Peek();
            if (level.Folders.TryPop(out byte[]? next))
            {
                if (cursor.Enter(next) == Errno.Ok)
                    levels.Push(new Level(next, RemovePlainNames(cursor.Current, listing), 1));
                continue;
            }

            levels.Pop();
            if (levels.Count == 0)
                return;
            cursor.Leave();
            if (cursor.Current.RemoveFolder(level.Name) == Errno.ENOTEMPTY && level.Try < Tries && cursor.Enter(level.Name) == Errno.Ok)
                levels.Push(new Level(level.Name, RemovePlainNames(cursor.Current, listing), level.Try + 1));
        }
    }

    /// <summary>Answers the folders that are left.</summary>
    private static Stack<byte[]> RemovePlainNames(FolderHandle folder, FolderListing listing)
    {
        var left = new Stack<byte[]>();
        bool opened = !folder.IsReadable;
        if (opened)
            _ = folder.OpenToOwner();
        if (folder.ListOnce(listing) != Errno.Ok)
            return left;
        for (int i = 0; i < listing.Count; i++)
        {
            if (listing.Kind(i) == EntryKind.Folder)
            {
                left.Push(listing.Name(i).ToArray());
                continue;
            }

            Errno errno = folder.RemoveFile(listing.Name(i));
            if (errno is Errno.EACCES or Errno.EPERM && !opened)
            {
                opened = true;
                _ = folder.OpenToOwner();
                errno = folder.RemoveFile(listing.Name(i));
            }

            if (errno is not (Errno.Ok or Errno.ENOENT))
                left.Push(listing.Name(i).ToArray());
        }

        if (!opened && left.Count > 0)
            _ = folder.OpenToOwner(); // its folders are removed later, through this handle
        return left;
    }

    private sealed record Level(byte[] Name, Stack<byte[]> Folders, int Try);
}
