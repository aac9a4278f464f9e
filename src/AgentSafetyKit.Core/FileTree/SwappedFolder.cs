using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.FileTree;

/// <summary>A part of the path of a protected folder is a link now: an agent at work in a folder above it may have put it there, to be led to another folder with the rights of its user.</summary>
public static class SwappedFolder
{
    /// <summary><see cref="ErrorCode.FolderRefused"/>, to throw.</summary>
    public static KitException Refuse(string path)
    {
        string shown = Printable.Escape(path);
        return new KitException(
            ErrorCode.FolderRefused,
            new Text($"the folder {shown} is not touched", $"папка {shown} не тронута"),
            new Text("a part of its path has become a link since, and leads somewhere else", "часть её пути с тех пор стала ссылкой и ведёт в другое место"),
            new Text("look who put it there (ls -l); put the folder back, or name the new place itself", "выясните, кто её создал (ls -l); верните папку на место или укажите само новое место"));
    }
}
