using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Opens a path below a root one component at a time, never through a link.</summary>
internal static class PathOpening
{
    /// <summary>Moves a cursor that stands at its root to the folder of that path.</summary>
    public static Errno Enter(FolderCursor cursor, TreePath folder)
    {
        if (folder.IsRoot)
            return Errno.Ok;
        ReadOnlySpan<byte> bytes = folder.Bytes;
        foreach (Range part in bytes.Split((byte)'/'))
        {
            Errno errno = cursor.Enter([.. bytes[part], 0]);
            if (errno != Errno.Ok)
                return errno;
        }

        return Errno.Ok;
    }

    /// <summary>A plain file for reading; EISDIR for a folder, EINVAL for what is neither.</summary>
    public static Errno OpenFile(FolderHandle root, TreePath path, out FileHandle file, out FileStatus status)
    {
        file = null!;
        status = default;
        if (path.IsRoot)
            return Errno.EISDIR;
        using var cursor = new FolderCursor(root);
        Errno errno = Enter(cursor, path.Parent);
        if (errno == Errno.Ok)
            errno = cursor.Current.OpenFile([.. path.Name, 0], out file);
        if (errno == Errno.Ok)
            errno = file.Status(out status);
        if (errno == Errno.Ok && status.Kind != EntryKind.File)
            errno = status.Kind == EntryKind.Folder ? Errno.EISDIR : Errno.EINVAL;
        if (errno == Errno.Ok)
            return errno;
        file?.Dispose();
        file = null!;
        return errno;
    }
}
