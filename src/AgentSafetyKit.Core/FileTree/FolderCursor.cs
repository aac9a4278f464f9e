using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// A place in a tree, reached from its root one component at a time. Holds the handles of the folders on the way, so that going down and up again needs no path and has no
/// depth limit; of a very deep way only the last handles stay open, and the others are opened again from the root, checked to be the folders they were.
/// </summary>
public sealed class FolderCursor : IDisposable
{
    private const int HandlesKept = 128;
    private readonly FolderHandle _root;
    private readonly List<Level> _levels = [];
    private byte[] _names = new byte[1024];
    private int _firstOpen;

    private readonly bool _toRead;

    /// <param name="root">Stays the caller's.</param>
    /// <param name="toRead">Opens folders by <see cref="FolderHandle.OpenFolderToRead"/>; the root itself is what it is.</param>
    public FolderCursor(FolderHandle root, bool toRead = false)
    {
        _root = root;
        _toRead = toRead;
    }

    /// <summary>0 at the root.</summary>
    public int Depth => _levels.Count;

    public FolderHandle Current => _levels.Count == 0 ? _root : _levels[^1].Handle!;

    /// <param name="name">One component, ending in NUL.</param>
    public Errno Enter(ReadOnlySpan<byte> name)
    {
        Errno errno = _toRead ? Current.OpenFolderToRead(name, out FolderHandle folder) : Current.OpenFolder(name, out folder);
        if (errno != Errno.Ok)
            return errno;
        int start = _levels.Count == 0 ? 0 : _levels[^1].NameEnd;
        while (start + name.Length > _names.Length)
            Array.Resize(ref _names, _names.Length * 2);
        name.CopyTo(_names.AsSpan(start));
        _levels.Add(new Level(folder, start, start + name.Length, 0, 0));
        if (_levels.Count - _firstOpen > HandlesKept)
            CloseOldest();
        return Errno.Ok;
    }

    /// <exception cref="SystemCallException">ESTALE: a folder on the way up is not what it was.</exception>
    public void Leave()
    {
        _levels[^1].Handle!.Dispose();
        _levels.RemoveAt(_levels.Count - 1);
        if (_levels.Count > 0 && _levels.Count <= _firstOpen)
            ReopenFromRoot();
    }

    public void Dispose()
    {
        foreach (Level level in _levels)
            level.Handle?.Dispose();
        _levels.Clear();
        _firstOpen = 0;
    }

    private void CloseOldest()
    {
        Level level = _levels[_firstOpen];
        level.Handle!.Status(out FileStatus status).Check("statx");
        level.Handle.Dispose();
        _levels[_firstOpen++] = level with { Handle = null, Device = status.Device, Inode = status.Inode };
    }

    private void ReopenFromRoot()
    {
        int keepFrom = Math.Max(0, _levels.Count - HandlesKept);
        FolderHandle parent = _root;
        for (int i = 0; i < _levels.Count; i++)
        {
            Level level = _levels[i];
            ReadOnlySpan<byte> name = _names.AsSpan(level.NameStart, level.NameEnd - level.NameStart);
            Errno errno = _toRead ? parent.OpenFolderToRead(name, out FolderHandle folder) : parent.OpenFolder(name, out folder);
            FileStatus status = default;
            if (errno == Errno.Ok)
                errno = folder.Status(out status);
            if (i > 0 && i <= keepFrom)
                parent.Dispose();
            if (errno == Errno.Ok && (status.Inode != level.Inode || status.Device != level.Device))
                errno = Errno.ESTALE;
            if (errno != Errno.Ok)
            {
                folder?.Dispose();
                _levels.RemoveRange(i, _levels.Count - i);
                _firstOpen = 0;
                errno.Check("openat", name);
            }

            _levels[i] = level with { Handle = i >= keepFrom ? folder : null };
            parent = folder!;
        }

        _firstOpen = keepFrom;
    }

    private readonly record struct Level(FolderHandle? Handle, int NameStart, int NameEnd, ulong Device, ulong Inode);
}
