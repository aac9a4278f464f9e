using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// <c>.agsekit-restrict</c>, in the folder that is mounted: what of it no guest sees, in the language of gitignore(5). It is read when the folder is given to a guest and holds as it was then; no guest can make,
/// change or take away a file of this name.
/// </summary>
public static class RestrictFile
{
    /// <summary>Bytes. A longer one is refused rather than read in part.</summary>
    private const int Longest = 256 * 1024;

    public static ReadOnlySpan<byte> NameBytes => Terminated[..^1];

    private static ReadOnlySpan<byte> Terminated => ".agsekit-restrict\0"u8;

    /// <summary>The file's bytes, empty where there is none. One that can not be read as a whole is an error: what it hides would not be hidden.</summary>
    /// <param name="folder">Its real path; where it is missing there is no file either.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public static ReadOnlyMemory<byte> Read(string folder)
    {
        if (FolderHandle.OpenReal(folder, out FolderHandle handle) != Errno.Ok)
            return default;
        using (handle)
        {
            Errno errno = handle.OpenFile(Terminated, out FileHandle file);
            if (errno == Errno.ENOENT)
                return default;
            if (errno != Errno.Ok)
                throw Refused(folder, errno.Words());
            using (file)
                return Read(folder, file);
        }
    }

    private static ReadOnlyMemory<byte> Read(string folder, FileHandle file)
    {
        Errno errno = file.Status(out FileStatus status);
        if (errno == Errno.Ok && status.Kind != EntryKind.File)
            throw Refused(folder, new Text("it is not a file", "это не файл"));
        byte[] content = new byte[Longest + 1];
        int filled = 0, count = 1;
        while (errno == Errno.Ok && count > 0 && filled < content.Length)
        {
            errno = file.ReadAt(content.AsSpan(filled), filled, out count);
            filled += count;
        }

        if (errno != Errno.Ok)
            throw Refused(folder, errno.Words());
        return filled <= Longest ? content.AsMemory(0, filled).ToArray() : throw Refused(folder, new Text($"it has more than {Longest / 1024} KiB", $"в нём больше {Longest / 1024} КиБ"));
    }

    private static KitException Refused(string folder, Text cause)
    {
        string shown = Printable.Escape(folder);
        return new KitException(
            ErrorCode.FolderRefused,
            new Text($"{shown} is not mounted without the rules of its .agsekit-restrict, and that can not be read", $"{shown} не подключается без правил из её .agsekit-restrict, а прочесть его не удалось"),
            cause,
            new Text("make it an ordinary file that you may read, or remove it", "сделайте его обычным файлом, доступным вам для чтения, или удалите"));
    }
}
