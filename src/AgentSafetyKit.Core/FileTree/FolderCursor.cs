using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// A place in a tree, reached from its root one component at a time. Holds the handles of the folders on the way, so that going down and up again needs no path and has no
/// depth limit; of a very deep way only the last handles stay open, and the others are opened again from the root, checked to be the folders they were.
/// </summary>
public sealed class FolderCursor : IDisposable
{
    private const int MostHandles = 128, FewestHandles = 8;
    private readonly FolderHandle _root;
    private readonly List<Level> _levels = [];
    private byte[] _names = new byte[1024];
    private int _firstOpen;
    private int _handlesKept = MostHandles;

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
        Errno errno = Open(Current, name, out FolderHandle folder);
        while (errno == Errno.EMFILE && _levels.Count - _firstOpen > FewestHandles)
        {
            // A process that may have few handles: fewer will do.
            _handlesKept = Math.Max((_levels.Count - _firstOpen) / 2, FewestHandles);
            while (_levels.Count - _firstOpen > _handlesKept)
                CloseOldest();
            errno = Open(Current, name, out folder);
        }

        if (errno != Errno.Ok)
            return errno;
        int start = _levels.Count == 0 ? 0 : _levels[^1].NameEnd;
        while (start + name.Length > _names.Length)
            Array.Resize(ref _names, _names.Length * 2);
        name.CopyTo(_names.AsSpan(start));
        _levels.Add(new Level(folder, start, start + name.Length, 0, 0));
        if (_levels.Count - _firstOpen > _handlesKept)
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

    private Errno Open(FolderHandle parent, ReadOnlySpan<byte> name, out FolderHandle folder) => _toRead ? parent.OpenFolderToRead(name, out folder) : parent.OpenFolder(name, out folder);

    private void CloseOldest()
    {
        Level level = _levels[_firstOpen];
        level.Handle!.Status(out FileStatus status).Check("statx");
        level.Handle.Dispose();
        _levels[_firstOpen++] = level with { Handle = null, Device = status.Device, Inode = status.Inode };
    }

    private void ReopenFromRoot()
    {
        int keepFrom = Math.Max(0, _levels.Count - _handlesKept);
        FolderHandle parent = _root;
        for (int i = 0; i < _levels.Count; i++)
        {
            Level level = _levels[i];
            ReadOnlySpan<byte> name = _names.AsSpan(level.NameStart, level.NameEnd - level.NameStart);
            Errno errno = Open(parent, name, out FolderHandle folder);
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
