using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One step of a restore by number, before it has a path.</summary>
/// <param name="Action">What happens.</param>
/// <param name="Folder">The folder itself, or the one the entry lies in: of the snapshot, for a deletion of the tree found.</param>
/// <param name="Entry">-1: the folder itself.</param>
/// <param name="Kind">What it will be; for a deletion, what it is.</param>
/// <param name="Size">Bytes to write; for a deletion, bytes that go.</param>
/// <param name="IsExecutable">A file that can be run on this host afterwards.</param>
internal readonly record struct RestoreItem(RestoreAction Action, int Folder, int Entry, EntryKind Kind, long Size, bool IsExecutable)
{
    /// <summary>A folder's time follows what happens in it.</summary>
    public bool IsFolderTouch => Entry < 0 && Action == RestoreAction.Metadata;
}
