namespace AgentSafetyKit.Mounts.Journal;

/// <summary>A line of a mount's journal: what a guest did to one path, any number of times within a moment.</summary>
/// <param name="At">The first time.</param>
/// <param name="Path">Relative to the mount's root, escaped for printing; empty is the root, and for <paramref name="Count"/> of many paths where there were too many for a line each.</param>
/// <param name="To">The second path of a rename or a hard link; null elsewhere.</param>
/// <param name="Count">How often.</param>
/// <param name="Bytes">Written by all of it.</param>
public sealed record MountEvent(DateTimeOffset At, MountChangeKind Kind, string Path, string? To, long Count, long Bytes)
{
    /// <summary>The run whose agent worked there; null where none did, or several.</summary>
    public string? Run { get; init; }
}
