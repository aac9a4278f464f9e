namespace AgentSafetyKit.Mounts.Journal;

/// <summary>
/// One change as it happens. The paths point into a buffer that is used again as soon as the journal returns, so that a million changes cost no memory: a journal copies what it keeps.
/// </summary>
public readonly ref struct MountChange(MountChangeKind kind, ReadOnlySpan<byte> path, ReadOnlySpan<byte> otherPath, long bytes)
{
    public MountChangeKind Kind { get; } = kind;

    /// <summary>Relative to the mount's root, without a slash at either end; empty is the root. Bytes the guest chose: escape before printing.</summary>
    public ReadOnlySpan<byte> Path { get; } = path;

    /// <summary>The second path of <see cref="MountChangeKind.Renamed"/> and <see cref="MountChangeKind.HardLinkCreated"/>.</summary>
    public ReadOnlySpan<byte> OtherPath { get; } = otherPath;

    /// <summary>Written bytes.</summary>
    public long Bytes { get; } = bytes;
}
