using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What a path of a snapshot is.</summary>
/// <param name="Entry">The path itself.</param>
/// <param name="Children">What lies in it, in the order of the bytes of the names; empty for what is no folder.</param>
/// <param name="Lost">What should lie in it or below it and never came into the snapshot, because making that was cut off.</param>
public sealed record SnapshotListing(ListedEntry Entry, IReadOnlyList<ListedEntry> Children, IReadOnlyList<TreePath> Lost);
