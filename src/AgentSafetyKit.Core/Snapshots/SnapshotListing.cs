namespace AgentSafetyKit.Snapshots;

/// <summary>What a path of a snapshot is.</summary>
/// <param name="Entry">The path itself.</param>
/// <param name="Children">What lies in it, in the order of the bytes of the names; empty for what is no folder.</param>
public sealed record SnapshotListing(ListedEntry Entry, IReadOnlyList<ListedEntry> Children);
