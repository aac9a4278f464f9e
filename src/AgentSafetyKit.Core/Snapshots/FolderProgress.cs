using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What is known of a folder in the making until it is left.</summary>
/// <param name="Status">As it was entered.</param>
/// <param name="IsTouched">Names were added or removed since then.</param>
/// <param name="TakesAttributes">It may need those of the previous snapshot's folder.</param>
internal readonly record struct FolderProgress(FileStatus Status, bool IsTouched, bool TakesAttributes);
