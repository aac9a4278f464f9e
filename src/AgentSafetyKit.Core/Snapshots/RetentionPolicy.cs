using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>How many snapshots of a folder are to be kept, and how much room they may take.</summary>
public sealed record RetentionPolicy
{
    public RetentionMethod Method { get; init; } = RetentionMethod.Thin;

    /// <summary>How many; at least 1. Pinned ones do not count, and what must never go stays even beyond it.</summary>
    public int Keep { get; init; } = 100;

    /// <summary>What all of them together may hold; null: no limit.</summary>
    public ByteSize? MaxTotalSize { get; init; }
}
