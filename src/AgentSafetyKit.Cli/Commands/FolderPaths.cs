using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The paths given to <c>undo</c> and to the commands about snapshots.</summary>
internal static class FolderPaths
{
    /// <summary>From where such a path is meant, for the help of whoever takes one.</summary>
    public static Text From { get; } = new("from where you are (outside the folder: from its top), or absolute", "от текущей папки (вне папки — от её начала) или полный путь");

    /// <summary>A path as the user sees it from where he stands: absolute, relative to the working folder when that is inside the folder, else relative to the folder.</summary>
    public static TreePath Within(CommandContext context, ProtectedFolder folder, string path)
    {
        if (path.Length == 0)
        {
            throw new KitException(
                ErrorCode.Usage,
                new Text("a path is empty", "один из путей пуст"),
                new Text("a variable of the shell may not be set", "возможно, не задана переменная оболочки"),
                new Text("name the file or folder; to mean the whole folder, leave paths out", "укажите файл или папку; если нужна вся папка, не указывайте путей"));
        }

        string inFolder = path;
        string here = Environment.CurrentDirectory;
        if (Path.IsPathRooted(path) || path.StartsWith('~'))
            inFolder = ByteText.HasBytes(path) ? Path.GetRelativePath(folder.Source, Path.GetFullPath(path)) : PathInFolder.Of(folder.Source, context.FullPath(path));
        else if (FolderFinder.IsAtOrBeneath(here, folder.Source))
            inFolder = Path.GetRelativePath(folder.Source, Path.Combine(here, path));
        else if (HasDots(path))
            inFolder = OfDots(folder.Source, here, path);
        if (TreePath.TryParse(inFolder, out TreePath parsed))
            return parsed;
        throw new KitException(
            ErrorCode.Usage,
            new Text($"{Printable.Escape(path)} is not in {Printable.Escape(folder.Source)}", $"{Printable.Escape(path)} не находится в {Printable.Escape(folder.Source)}"),
            new Text("snapshots hold what lies in the folder itself, and nothing else", "в снимках есть только то, что находится в самой папке"),
            new Text($"give a path {From.English}", $"укажите путь {From.Russian}"));
    }

    private static bool HasDots(string path) => path.Split('/').Contains("..");

    /// <summary>From outside: it may go through the folder above us, or up and down within the folder.</summary>
    private static string OfDots(string source, string here, string path)
    {
        string fromHere = Path.GetFullPath(Path.Combine(here, path));
        return FolderFinder.IsAtOrBeneath(fromHere, source) ? Path.GetRelativePath(source, fromHere) : Path.GetRelativePath(source, Path.GetFullPath(Path.Combine(source, path)));
    }
}
