using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A path in a folder, wherever a record has one: escaped as people read it, <c>.</c> for the folder itself.</summary>
/// <param name="PathBytes">As <see cref="RawBytes.Of"/>: where the escaped path is not the path letter by letter.</param>
public sealed record PathRecord(string Path, string? PathBytes)
{
    public static PathRecord Of(TreePath path) => new(Shown(path), RawBytes.Of(path.Bytes));

    public static string Shown(TreePath path) => path.IsRoot ? "." : path.ToString();
}
