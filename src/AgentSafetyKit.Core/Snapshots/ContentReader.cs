using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Reads files of a table by their places in it, and takes their hashes. One for each thread, which is told how far it is.</summary>
internal sealed class ContentReader : IDisposable
{
    private readonly TreeTable _table;
    private readonly TableCursor _cursor;
    private readonly ContentHasher _hasher = new();
    private readonly ProgressPart _progress;
    private readonly CancellationToken _cancellation;
    private long _told;

    public ContentReader(TreeTable table, FolderHandle root, ProgressPart progress, CancellationToken cancellation)
    {
        (_table, _cursor, _progress, _cancellation) = (table, new TableCursor(table, root), progress, cancellation);
        _hasher.HasRead = bytes =>
        {
            _told += bytes;
            progress.Add(bytes);
        };
    }

    /// <param name="folder">Where it lies.</param>
    /// <param name="entry">Which.</param>
    /// <param name="hash">Of all it holds now.</param>
    /// <param name="before">Its status before the reading.</param>
    /// <param name="after">Its status afterwards.</param>
    /// <returns>EINVAL: it is no plain file.</returns>
    public Errno Read(int folder, int entry, out ContentHash hash, out FileStatus before, out FileStatus after)
    {
        _told = 0;
        Errno errno = ReadFile(folder, entry, out hash, out before, out after);
        // Holes, and what could not be read, are done with too.
        _progress.Add(Math.Max(0, before.Size - _told), 1);
        return errno;
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _hasher.Dispose();
    }

    private Errno ReadFile(int folder, int entry, out ContentHash hash, out FileStatus before, out FileStatus after)
    {
        hash = default;
        before = after = default;
        Errno errno = _cursor.MoveTo(folder);
        if (errno != Errno.Ok || (errno = _cursor.Current.OpenFile(_table.EntryName(entry), out FileHandle file)) != Errno.Ok)
            return errno;
        using (file)
        {
            errno = file.Status(out before);
            if (errno != Errno.Ok || before.Kind != EntryKind.File)
                return errno == Errno.Ok ? Errno.EINVAL : errno;
            errno = _hasher.Of(file, before.Size, _cancellation, out hash);
            return errno == Errno.Ok ? file.Status(out after) : errno;
        }
    }
}
