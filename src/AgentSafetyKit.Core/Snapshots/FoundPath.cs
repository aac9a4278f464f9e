using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>A path that a search found, and where.</summary>
/// <param name="Path">In the folder.</param>
/// <param name="First">The first snapshot that has it.</param>
/// <param name="Last">The last one.</param>
/// <param name="Snapshots">How many have it; less than there are between the two where it was away for a time.</param>
/// <param name="Versions">How many different versions of it there are, one after the other.</param>
/// <param name="Kind">In <paramref name="Last"/>.</param>
/// <param name="Size">In <paramref name="Last"/>; 0 for a folder.</param>
/// <param name="ModifiedAt">In <paramref name="Last"/>.</param>
/// <param name="IsInNewest">Whether the newest snapshot of all has it.</param>
public sealed record FoundPath(TreePath Path, string First, string Last, int Snapshots, int Versions, EntryKind Kind, long Size, DateTimeOffset ModifiedAt, bool IsInNewest);
