using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>An ignore file as it was: the folder it lies in, and its bytes.</summary>
/// <param name="Folder">Its patterns are for what is below this folder.</param>
/// <param name="Content">Never changed by anybody.</param>
public sealed record IgnoreSource(TreePath Folder, ReadOnlyMemory<byte> Content)
{
    public bool Equals(IgnoreSource? other) => other is not null && Folder == other.Folder && Content.Span.SequenceEqual(other.Content.Span);

    public override int GetHashCode() => Folder.GetHashCode();
}
