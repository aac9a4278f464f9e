using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>Reads files and folders of the host into an archive. Links are sent as links; what is swapped in meanwhile is not followed. All paths begin with <see cref="Root"/>, and the last entry says that nothing is missing.</summary>
/// <param name="parent">Where it lies; stays the caller's.</param>
/// <param name="name">Ending in NUL.</param>
internal sealed class TreeSender(FolderHandle parent, byte[] name)
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    /// <summary>What the copy is called on its way.</summary>
    public static ReadOnlySpan<byte> Root => "tree"u8;

    /// <summary>What there is to send, in bytes of files.</summary>
    public long Measure(CancellationToken cancellation)
    {
        long total = 0;
        Walk((_, _, _, status) => total += status.Kind == EntryKind.File ? status.Size : 0, (_, _) => { }, cancellation);
        return total;
    }

    public void Send(ArchiveWriter archive, CopyTally tally, CancellationToken cancellation)
    {
        Walk((folder, own, path, status) => Add(folder, own, path, status, archive, tally), (path, errno) => tally.Note(NotRead(path, errno)), cancellation);
        archive.Begin("end"u8, EntryKind.File, 0, 0x180, 0, []);
        archive.Finish();
    }

    private delegate void Visitor(FolderHandle folder, byte[] own, TreePath path, FileStatus status);

    private void Walk(Visitor visit, Action<TreePath, Errno> unreadable, CancellationToken cancellation)
    {
        parent.StatusOf(name, out FileStatus top).Check("statx", name);
        TreePath root = TreePath.Root.Append(Root);
        visit(parent, name, root, top);
        if (top.Kind != EntryKind.Folder)
            return;
        parent.OpenFolderToRead(name, out FolderHandle start).Check("openat", name);
        using (start)
        using (var cursor = new FolderCursor(start, toRead: true))
        {
            var listing = new FolderListing();
            var levels = new Stack<(TreePath Path, Queue<byte[]> Names)>();
            levels.Push((root, NamesIn(start, listing)));
            while (levels.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                (TreePath path, Queue<byte[]> names) = levels.Peek();
                if (!names.TryDequeue(out byte[]? own))
                {
                    levels.Pop();
                    if (levels.Count > 0)
                        cursor.Leave();
                    continue;
                }

                TreePath here = path.Append(own.AsSpan(0, own.Length - 1));
                Errno errno = cursor.Current.StatusOf(own, out FileStatus status);
                if (errno == Errno.Ok)
                    visit(cursor.Current, own, here, status);
                if (errno == Errno.Ok && status.Kind == EntryKind.Folder && (errno = cursor.Enter(own)) == Errno.Ok)
                {
                    if (!cursor.Current.IsReadable)
                        unreadable(here, Errno.EACCES);
                    levels.Push((here, NamesIn(cursor.Current, listing)));
                }
                else if (errno != Errno.Ok)
                {
                    unreadable(here, errno);
                }
            }
        }
    }

    private static Queue<byte[]> NamesIn(FolderHandle folder, FolderListing listing)
    {
        var names = new Queue<byte[]>();
        if (!folder.IsReadable || folder.ListOnce(listing) != Errno.Ok)
            return names;
        for (int i = 0; i < listing.Count; i++)
            names.Enqueue(listing.Name(i).ToArray());
        return names;
    }

    private void Add(FolderHandle folder, byte[] own, TreePath path, in FileStatus status, ArchiveWriter archive, CopyTally tally)
    {
        switch (status.Kind)
        {
            case EntryKind.Folder:
                // The guest has to be able to fill it and to rename it.
                archive.Begin(path.Bytes, EntryKind.Folder, 0, (status.Permissions & 0x1FF) | 0x1C0, status.ModifiedAt, []);
                return;
            case EntryKind.SymbolicLink:
                Errno errno = folder.ReadLink(own, out byte[] target);
                if (errno != Errno.Ok)
                {
                    tally.Note(NotRead(path, errno));
                    return;
                }

                archive.Begin(path.Bytes, EntryKind.SymbolicLink, 0, 0x1FF, status.ModifiedAt, target.AsSpan(0, target.Length - 1));
                tally.File();
                return;
            case EntryKind.File:
                AddFile(folder, own, path, archive, tally);
                return;
            default:
                tally.Note(new Text($"left out: {path} is neither a file nor a folder", $"пропущено: {path} — не файл и не папка"));
                return;
        }
    }

    private void AddFile(FolderHandle folder, byte[] own, TreePath path, ArchiveWriter archive, CopyTally tally)
    {
        Errno errno = folder.OpenFile(own, out FileHandle file);
        if (errno != Errno.Ok)
        {
            tally.Note(NotRead(path, errno));
            return;
        }

        using (file)
        {
            file.Status(out FileStatus status).Check("statx", own);
            if (status.Kind != EntryKind.File)
            {
                tally.Note(new Text($"left out: {path} is neither a file nor a folder", $"пропущено: {path} — не файл и не папка"));
                return;
            }

            archive.Begin(path.Bytes, EntryKind.File, status.Size, status.Permissions & 0x1FF, status.ModifiedAt, []);
            for (long offset = 0; offset < status.Size;)
            {
                int wanted = (int)Math.Min(_buffer.Length, status.Size - offset);
                file.ReadAt(_buffer.AsSpan(0, wanted), offset, out int count).Check("pread", own);
                if (count == 0)
                {
                    // It was cut off meanwhile: the header has promised more.
                    tally.Note(new Text($"{path} became shorter while it was copied", $"{path} стал короче во время копирования"));
                    _buffer.AsSpan(0, wanted).Clear();
                    count = wanted;
                }

                archive.Write(_buffer.AsSpan(0, count));
                offset += count;
                tally.Bytes(count);
            }

            if (status.Size > 0)
                archive.End();
            tally.File();
        }
    }

    private static Text NotRead(TreePath path, Errno errno) => new($"left out: {path} can not be read ({errno})", $"пропущено: {path} не читается ({errno})");
}
