namespace AgentSafetyKit.Snapshots;

/// <summary>Somebody wants a snapshot kept for ever. A small file beside the snapshot says so; without a readable one that is there, the snapshot counts as pinned all the same.</summary>
/// <param name="Why">In the user's words; may be empty.</param>
/// <param name="By">The user's name; empty where it can not be read.</param>
/// <param name="PinnedAt">Null where it can not be read.</param>
public sealed record SnapshotPin(string Why, string By, DateTimeOffset? PinnedAt);
