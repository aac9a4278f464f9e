using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A tree as another library sees it (Mono.Posix): one line a name, with everything a restore must give back. Names that are not UTF-8 keep their bytes.</summary>
internal static class PosixTree
{
    /// <param name="root">The folder.</param>
    /// <param name="withFolderTimes">False where only the content counts.</param>
    /// <param name="withRootMode">False for a snapshot's own root, which is always private.</param>
    public static List<string> Describe(string root, bool withFolderTimes = true, bool withRootMode = true)
    {
        var lines = new List<string>();
        var links = new Dictionary<(ulong, ulong), string>();
        Walk(root, "", lines, links, withFolderTimes, withRootMode);
        return lines;
    }

    private static void Walk(string path, string relative, List<string> lines, Dictionary<(ulong, ulong), string> links, bool withFolderTimes, bool withRootMode)
    {
        Assert.That(Syscall.lstat(path, out Stat stat), Is.Zero, path);
        FilePermissions type = stat.st_mode & FilePermissions.S_IFMT;
        bool folder = type == FilePermissions.S_IFDIR;
        var line = new StringBuilder(relative.Length == 0 ? "." : relative);
        line.Append(CultureInfo.InvariantCulture, $" {type}");
        if (relative.Length > 0 || withRootMode)
            line.Append(CultureInfo.InvariantCulture, $" {Convert.ToString((uint)(stat.st_mode & ~FilePermissions.S_IFMT), 8)} {stat.st_uid}:{stat.st_gid}");
        if (!folder || withFolderTimes)
            line.Append(CultureInfo.InvariantCulture, $" {stat.st_mtime}.{stat.st_mtime_nsec:D9}");
        if (!folder && stat.st_nlink > 1)
        {
            if (!links.TryAdd((stat.st_dev, stat.st_ino), relative))
                line.Append(CultureInfo.InvariantCulture, $" ={links[(stat.st_dev, stat.st_ino)]}");
        }

        if (type == FilePermissions.S_IFREG)
            line.Append(CultureInfo.InvariantCulture, $" {stat.st_size} {Hash(path)}");
        if (type == FilePermissions.S_IFLNK)
        {
            var target = new StringBuilder(4096);
            Assert.That(Syscall.readlink(path, target, 4096), Is.GreaterThan(0));
            line.Append(CultureInfo.InvariantCulture, $" -> {target}");
        }
        else if (type is FilePermissions.S_IFREG or FilePermissions.S_IFDIR)
        {
            AppendAttributes(path, line);
        }

        lines.Add(line.ToString());
        if (!folder)
            return;
        foreach (string name in NamesIn(path))
            Walk(path + "/" + name, relative.Length == 0 ? name : relative + "/" + name, lines, links, withFolderTimes, withRootMode);
    }

    public static List<string> NamesIn(string path)
    {
        var names = new List<string>();
        IntPtr folder = Syscall.opendir(path);
        Assert.That(folder, Is.Not.EqualTo(IntPtr.Zero), path);
        while (Syscall.readdir(folder) is { } entry)
        {
            if (entry.d_name is not ("." or ".."))
                names.Add(entry.d_name);
        }

        _ = Syscall.closedir(folder);
        names.Sort(string.CompareOrdinal);
        return names;
    }

    private static void AppendAttributes(string path, StringBuilder line)
    {
        // Mono.Posix' own listing of names comes back empty; these are the names the tests use.
        foreach (string name in (string[])["system.posix_acl_access", "user.colour", "user.edit", "user.note", "user.x"])
        {
            byte[] value = new byte[256];
            long length = Syscall.getxattr(path, name, value, (ulong)value.Length);
            if (length >= 0)
                line.Append(CultureInfo.InvariantCulture, $" {name}={Convert.ToHexStringLower(value.AsSpan(0, (int)length))}");
        }
    }

    private static string Hash(string path)
    {
        int file = Syscall.open(path, OpenFlags.O_RDONLY);
        Assert.That(file, Is.GreaterThanOrEqualTo(0), path);
        using var stream = new Mono.Unix.UnixStream(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
    }
}
