using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Reads files of a table by their places in it, and takes their hashes. One for each thread.</summary>
internal sealed class ContentReader(TreeTable table, FolderHandle root, CancellationToken cancellation) : IDisposable
{
    private readonly TableCursor _cursor = new(table, root);
    private readonly ContentHasher _hasher = new();

    /// <param name="folder">Where it lies.</param>
    /// <param name="entry">Which.</param>
    /// <param name="hash">Of all it holds now.</param>
    /// <param name="before">Its status before the reading.</param>
    /// <param name="after">Its status afterwards.</param>
    /// <returns>EINVAL: it is no plain file.</returns>
    public Errno Read(int folder, int entry, out ContentHash hash, out FileStatus before, out FileStatus after)
    {
        hash = default;
        before = after = default;
        Errno errno = _cursor.MoveTo(folder);
        if (errno != Errno.Ok || (errno = _cursor.Current.OpenFile(table.EntryName(entry), out FileHandle file)) != Errno.Ok)
            return errno;
        using (file)
        {
            errno = file.Status(out before);
            if (errno != Errno.Ok || before.Kind != EntryKind.File)
                return errno == Errno.Ok ? Errno.EINVAL : errno;
            errno = _hasher.Of(file, before.Size, cancellation, out hash);
            return errno == Errno.Ok ? file.Status(out after) : errno;
        }
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _hasher.Dispose();
    }
}
