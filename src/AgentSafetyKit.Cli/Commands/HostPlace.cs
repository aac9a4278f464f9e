using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Machines.Copying;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The host's end of a copy: an open folder and a name in it.</summary>
internal sealed class HostPlace : IDisposable
{
    private HostPlace(FolderHandle parent, string name, string path)
    {
        (Parent, Name, Path) = (parent, name, path);
        Errno errno = parent.StatusOf([.. System.Text.Encoding.UTF8.GetBytes(name), 0], out FileStatus status);
        Kind = errno == Errno.ENOENT ? PlaceKind.Missing : status.Kind switch
        {
            EntryKind.Folder => PlaceKind.Folder,
            EntryKind.File => PlaceKind.File,
            _ => PlaceKind.Other,
        };
        IsLink = status.Kind == EntryKind.SymbolicLink;
    }

    public FolderHandle Parent { get; }

    public string Name { get; }

    public string Path { get; }

    /// <summary>Of the name itself: a link is <see cref="PlaceKind.Other"/>.</summary>
    public PlaceKind Kind { get; }

    public bool IsLink { get; }

    public static HostPlace Source(CommandContext context, string path)
    {
        HostPlace place = At(context.FullPath(path));
        if (place.Kind is PlaceKind.File or PlaceKind.Folder)
            return place;
        place.Dispose();
        throw Refused(place.Path, place.IsLink
            ? new Text("it is a link, and an agent may have made it: name what it leads to", "это ссылка, и её мог создать агент: укажите то, на что она ведёт")
            : place.Kind == PlaceKind.Missing ? new Text("it is not there", "его нет") : new Text("it is neither a file nor a folder", "это не файл и не папка"));
    }

    /// <param name="context">The command's.</param>
    /// <param name="path">A folder that is there, or a new name.</param>
    /// <param name="name">What it is called in that folder.</param>
    public static HostPlace Destination(CommandContext context, string path, string name)
    {
        string full = context.FullPath(path);
        return Directory.Exists(full) ? At(System.IO.Path.Combine(full, RequireName(name))) : path.EndsWith('/') ? throw Refused(full, new Text("there is no such folder", "такой папки нет")) : At(full);
    }

    public static string RequireName(string name) => name.Length > 0 ? name : throw new KitException(
        ErrorCode.Usage,
        new Text("what is copied has no name", "у копируемого нет имени"),
        new Text("its path ends in none", "путь не заканчивается именем"),
        new Text("give a new name as the destination", "укажите в назначении новое имя"));

    public void Dispose() => Parent.Dispose();

    private static HostPlace At(string full)
    {
        string folder = System.IO.Path.GetDirectoryName(full.TrimEnd('/')) ?? "/", name = System.IO.Path.GetFileName(full.TrimEnd('/'));
        Errno errno = FolderHandle.Open(folder, out FolderHandle parent);
        return errno == Errno.Ok ? new HostPlace(parent, RequireName(name), full) : throw Refused(full, new Text($"{Printable.Escape(folder)} can not be opened ({errno})", $"{Printable.Escape(folder)} не открывается ({errno})"));
    }

    private static KitException Refused(string path, Text cause) => new(
        ErrorCode.Usage, new Text($"{Printable.Escape(path)} can not be used for a copy", $"{Printable.Escape(path)} нельзя использовать для копирования"), cause, new Text("check the path", "проверьте путь"));
}
