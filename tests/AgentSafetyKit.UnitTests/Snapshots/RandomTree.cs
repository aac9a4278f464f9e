using System.Globalization;
using System.Text;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>Makes a random tree through Mono.Posix, and random edits of it: hostile names, links, modes, times, attributes, changes of type.</summary>
internal sealed class RandomTree(string root, Random random)
{
    // In Mono.Unix' encoding a NUL before a byte stands for a byte that is not UTF-8.
    private static readonly string[] Names =
    [
        "a", "b", "c", "src", "été", "\0\u00ff", "x\0\u00fe.c", "new\nline", "esc\u001b[31m", "-rf", " ", "*", "$(id)", "\\", "'\"", ".hidden", new string('n', 255), "日本語", "a.b", "A",
    ];

    private readonly List<string> _folders = [root];
    private readonly List<string> _files = [];

    public void Grow(int count)
    {
        for (int i = 0; i < count; i++)
            Add();
        Decorate();
    }

    public void Edit(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string? path = Pick();
            switch (random.Next(9))
            {
                case 0 when path is not null: Remove(path); break;
                case 1 when path is not null: Remove(path); AddAt(path); break;
                case 2 when path is not null && IsFile(path): Fill(path, random.Next(4) == 0 ? 200_000 : random.Next(50)); break;
                case 3 when path is not null: Mode(path); break;
                case 4 when path is not null: Time(path); break;
                case 5 when path is not null && IsFile(path): SameSizeAndTime(path); break;
                case 6 when path is not null && IsFile(path): Syscall.setxattr(path, "user.edit", [(byte)random.Next(256)]); break;
                case 7 when path is not null: Rename(path); break;
                default: Add(); break;
            }
        }

        Decorate();
    }

    private static bool IsFile(string path) => Syscall.lstat(path, out Stat stat) == 0 && (stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFREG;

    private static bool IsFolder(string path) => Syscall.lstat(path, out Stat stat) == 0 && (stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFDIR;

    private void Decorate()
    {
        _folders.RemoveAll(folder => !IsFolder(folder));
        _files.RemoveAll(file => Syscall.lstat(file, out _) != 0);
        foreach (string folder in _folders.Skip(1))
        {
            if (random.Next(3) == 0)
                Time(folder);
        }
    }

    private string? Pick()
    {
        List<string> all = [.. _folders.Skip(1), .. _files];
        all.RemoveAll(path => Syscall.lstat(path, out _) != 0);
        return all.Count == 0 ? null : all[random.Next(all.Count)];
    }

    private void Add() => AddAt(_folders[random.Next(_folders.Count)] + "/" + Names[random.Next(Names.Length)]);

    private void AddAt(string path)
    {
        if (Syscall.lstat(path, out _) == 0)
            return;
        switch (random.Next(8))
        {
            case 0 or 1:
                if (Syscall.mkdir(path, FilePermissions.ACCESSPERMS) == 0)
                    _folders.Add(path);
                return;
            case 2:
                _ = Syscall.symlink(random.Next(2) == 0 ? "/etc/passwd" : "../\0\u00ff" + random.Next(9).ToString(CultureInfo.InvariantCulture), path);
                break;
            case 3 when _files.Count > 0:
                if (Syscall.link(_files[random.Next(_files.Count)], path) != 0)
                    return;
                break;
            case 4 when random.Next(2) == 0:
                _ = Syscall.mkfifo(path, FilePermissions.DEFFILEMODE);
                break;
            case 5 when random.Next(2) == 0:
                Fill(path, 0);
                _ = Syscall.truncate(path, random.Next(3_000_000));
                break;
            default:
                Fill(path, random.Next(3) == 0 ? random.Next(400_000) : random.Next(100));
                break;
        }

        _files.Add(path);
        if (IsFile(path))
        {
            Mode(path);
            if (random.Next(4) == 0)
                Syscall.setxattr(path, "user.note", Encoding.ASCII.GetBytes("note"));
        }

        Time(path);
    }

    private static void Remove(string path)
    {
        if (!IsFolder(path))
        {
            _ = Syscall.unlink(path);
            return;
        }

        foreach (string name in PosixTree.NamesIn(path))
            Remove(path + "/" + name);
        _ = Syscall.rmdir(path);
    }

    private void Fill(string path, int length)
    {
        byte[] content = new byte[length];
        random.NextBytes(content);
        int file = Syscall.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, FilePermissions.DEFFILEMODE);
        if (file < 0)
            return;
        using var stream = new Mono.Unix.UnixStream(file);
        stream.Write(content);
    }

    private void SameSizeAndTime(string path)
    {
        if (Syscall.lstat(path, out Stat stat) != 0 || stat.st_size == 0 || stat.st_size > 500_000)
            return;
        int file = Syscall.open(path, OpenFlags.O_WRONLY);
        if (file < 0)
            return;
        using (var stream = new Mono.Unix.UnixStream(file))
            stream.Write([(byte)random.Next(256)]);
        Syscall.utimensat(Syscall.AT_FDCWD, path, [stat.st_atim, stat.st_mtim], AtFlags.AT_SYMLINK_NOFOLLOW);
    }

    private void Rename(string path)
    {
        string target = _folders[random.Next(_folders.Count)] + "/" + Names[random.Next(Names.Length)];
        if (Syscall.lstat(target, out _) == 0 || Syscall.rename(path, target) != 0)
            return;
        if (IsFolder(target))
            _folders.Add(target);
        else
            _files.Add(target);
    }

    private void Mode(string path)
    {
        if (Syscall.lstat(path, out Stat stat) == 0 && (stat.st_mode & FilePermissions.S_IFMT) is FilePermissions.S_IFREG or FilePermissions.S_IFDIR)
            Syscall.chmod(path, (FilePermissions)(random.Next(8) * 64 + random.Next(64)));
    }

    private void Time(string path)
    {
        var time = new Timespec { tv_sec = random.Next(int.MaxValue), tv_nsec = random.Next(1_000_000_000) };
        Syscall.utimensat(Syscall.AT_FDCWD, path, [time, time], AtFlags.AT_SYMLINK_NOFOLLOW);
    }
}
