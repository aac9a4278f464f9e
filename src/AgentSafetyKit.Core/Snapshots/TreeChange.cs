using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One path that differs between two trees. What is on one side only has <see cref="EntryKind.Unknown"/>, size 0 and mode 0 on the other.</summary>
public sealed record TreeChange
{
    public required TreePath Path { get; init; }

    public required ChangeKind Kind { get; init; }

    public EntryKind OldKind { get; init; }

    public EntryKind NewKind { get; init; }

    public long OldSize { get; init; }

    public long NewSize { get; init; }

    /// <summary>Permission bits.</summary>
    public uint OldMode { get; init; }

    public uint NewMode { get; init; }

    /// <summary>Where a symbolic link pointed to; the bytes are somebody else's: print them through <see cref="Primitives.Printable"/>.</summary>
    public ReadOnlyMemory<byte> OldTarget { get; init; }

    public ReadOnlyMemory<byte> NewTarget { get; init; }
}
