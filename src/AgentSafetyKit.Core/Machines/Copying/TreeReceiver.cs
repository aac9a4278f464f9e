using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>
/// Makes files and folders on the host from an archive that a hostile guest wrote. Everything is reached by folder handles, one name at a time, and through no link; nothing is opened that was
/// there before. A new folder and a file have their name only when they are complete; into a folder that is there each file is put whole.
/// </summary>
/// <param name="parent">Where it is made; stays the caller's.</param>
/// <param name="name">Ending in NUL.</param>
/// <param name="tally">Counts.</param>
internal sealed class TreeReceiver(FolderHandle parent, byte[] name, CopyTally tally)
{
    private const long RoomKept = 256L << 20;
    private const int Deepest = 1000;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly byte[] _temporary = NewName();
    private long _sinceLook = long.MaxValue / 2;

    /// <summary>One file, which replaces a file or link of that name.</summary>
    public void File(ArchiveReader archive, CancellationToken cancellation)
    {
        if (archive.Next() is not { Kind: EntryKind.File } entry)
            throw new ArchiveException("a file was asked for, and something else came");
        Put(parent, name, entry, archive, replaces: true, cancellation);
        if (archive.Next() is not null)
            throw new ArchiveException("one file was asked for, and more came");
    }

    /// <summary>A folder whose name is free.</summary>
    public void NewFolder(ArchiveReader archive, CancellationToken cancellation)
    {
        parent.MakeFolder(_temporary, 0x1ED).Check("mkdirat", _temporary);
        try
        {
            parent.OpenFolder(_temporary, out FolderHandle root).Check("openat", _temporary);
            using (root)
                Fill(root, archive, isNew: true, cancellation);
            parent.RenameToNew(_temporary, name).Check("renameat2", name);
        }
        catch
        {
            _ = TreeRemoval.Remove(parent, _temporary, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Into a folder that is there: what has the name of a file in the archive is replaced, all else stays.</summary>
    public void Merge(ArchiveReader archive, CancellationToken cancellation)
    {
        parent.OpenFolder(name, out FolderHandle root).Check("openat", name);
        using (root)
            Fill(root, archive, isNew: false, cancellation);
    }

    private void Fill(FolderHandle root, ArchiveReader archive, bool isNew, CancellationToken cancellation)
    {
        using var cursor = new FolderCursor(root);
        var at = new List<byte[]>();
        while (archive.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TreePath.TryParse(entry.Path, out TreePath path))
                throw new ArchiveException($"a path leads out: {Printable.Escape(entry.Path)}");
            if (path.IsRoot)
            {
                if (entry.Kind != EntryKind.Folder)
                    throw new ArchiveException("a folder was asked for, and something else came");
                continue;
            }

            Go(cursor, at, path.Parent);
            RequireRoom(cursor.Current, 4096);
            byte[] own = [.. path.Name, 0];
            switch (entry.Kind)
            {
                case EntryKind.Folder:
                    MakeFolder(cursor.Current, own, entry.Permissions, isNew);
                    break;
                case EntryKind.File:
                    Put(cursor.Current, own, entry, archive, replaces: !isNew, cancellation);
                    break;
                case EntryKind.SymbolicLink when LinkRule.StaysWithin(at.Count, entry.Target):
                    MakeLink(cursor.Current, own, entry.Target, replaces: !isNew);
                    break;
                case EntryKind.SymbolicLink:
                    tally.Note(new Text($"left out: {path} is a link that leads out of the copy", $"пропущено: {path} — ссылка, ведущая за пределы копии"));
                    break;
                default:
                    tally.Note(new Text($"left out: {path} is neither a file nor a folder", $"пропущено: {path} — не файл и не папка"));
                    break;
            }
        }
    }

    private static void Go(FolderCursor cursor, List<byte[]> at, TreePath folder)
    {
        List<byte[]> wanted = [];
        if (!folder.IsRoot)
        {
            foreach (Range part in folder.Bytes.Split((byte)'/'))
                wanted.Add([.. folder.Bytes[part], 0]);
        }

        if (wanted.Count > Deepest)
            throw new ArchiveException("folders lie too deep");
        int same = 0;
        while (same < Math.Min(at.Count, wanted.Count) && at[same].AsSpan().SequenceEqual(wanted[same]))
            same++;
        for (; at.Count > same; at.RemoveAt(at.Count - 1))
            cursor.Leave();
        for (; at.Count < wanted.Count; at.Add(wanted[at.Count]))
        {
            Errno errno = cursor.Enter(wanted[at.Count]);
            if (errno is Errno.ELOOP or Errno.ENOTDIR)
                throw InTheWay(folder);
            if (errno == Errno.ENOENT)
                throw new ArchiveException($"{folder} is not there, and something in it is");
            errno.Check("openat", wanted[at.Count]);
        }
    }

    private static void MakeFolder(FolderHandle folder, byte[] own, uint permissions, bool isNew)
    {
        Errno errno = folder.MakeFolder(own, permissions);
        if (errno == Errno.EEXIST && !isNew && folder.StatusOf(own, out FileStatus status) == Errno.Ok && status.Kind == EntryKind.Folder)
            return;
        RequireOnce(errno, own, isNew);
        errno.Check("mkdirat", own);
    }

    private void MakeLink(FolderHandle folder, byte[] own, byte[] target, bool replaces)
    {
        byte[] first = replaces ? _temporary : own;
        Errno errno = folder.MakeSymbolicLink(first, [.. target, 0]);
        RequireOnce(errno, own, !replaces);
        errno.Check("symlinkat", own);
        if (replaces)
            Replace(folder, own);
        tally.File();
    }

    private void Put(FolderHandle folder, byte[] own, ArchiveEntry entry, ArchiveReader archive, bool replaces, CancellationToken cancellation)
    {
        byte[] first = replaces ? _temporary : own;
        Errno errno = folder.CreateFile(first, entry.Permissions | 0x180, out FileHandle file);
        RequireOnce(errno, own, !replaces);
        errno.Check("openat", own);
        try
        {
            using (file)
            {
                long offset = 0;
                for (int count; (count = archive.Read(_buffer)) > 0; offset += count)
                {
                    cancellation.ThrowIfCancellationRequested();
                    RequireRoom(folder, count);
                    file.WriteAt(_buffer.AsSpan(0, count), offset).Check("pwrite", own);
                    tally.Bytes(count);
                }

                _ = file.SetTime(entry.ModifiedAt);
            }
        }
        catch
        {
            _ = folder.RemoveFile(first);
            throw;
        }

        if (replaces)
            Replace(folder, own);
        tally.File();
    }

    private void Replace(FolderHandle folder, byte[] own)
    {
        Errno errno = folder.Rename(_temporary, own);
        if (errno != Errno.Ok)
            _ = folder.RemoveFile(_temporary);
        errno.Check("renameat", own);
    }

    /// <summary>What is new has each name once.</summary>
    private static void RequireOnce(Errno errno, byte[] own, bool isNew)
    {
        if (errno == Errno.EEXIST && isNew)
            throw new ArchiveException($"{Printable.Escape(own.AsSpan(0, own.Length - 1))} came twice");
    }

    /// <summary>A guest can send without end: some room is left to the host.</summary>
    private void RequireRoom(FolderHandle folder, long more)
    {
        _sinceLook += more;
        if (_sinceLook < 32 << 20)
            return;
        _sinceLook = 0;
        if (folder.Space(out FreeSpace space) != Errno.Ok || (space.Bytes > RoomKept && space.Inodes > 10_000))
            return;
        throw new KitException(
            ErrorCode.NoSpace,
            new Text("the copy was given up", "копирование прекращено"),
            new Text($"less than {new ByteSize(RoomKept)} would be left on the disk", $"на диске осталось бы меньше {new ByteSize(RoomKept)}"),
            new Text("free some space, or copy less", "освободите место или копируйте меньше"));
    }

    private static byte[] NewName() => [.. System.Text.Encoding.ASCII.GetBytes($".agsekit-copy-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}"), 0];

    private static KitException InTheWay(TreePath folder) => new(
        ErrorCode.InputOutput,
        new Text("the copy was given up", "копирование прекращено"),
        new Text($"{folder} is a link or a file here, and a folder in the VM; nothing is written through a link", $"{folder} здесь — ссылка или файл, а в ВМ — папка; через ссылки ничего не записывается"),
        new Text("copy into a folder that is new", "копируйте в новую папку"));
}
