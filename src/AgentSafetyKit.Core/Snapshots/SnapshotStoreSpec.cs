using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>A folder to protect and where its snapshots go.</summary>
public sealed record SnapshotStoreSpec
{
    /// <summary>Absolute; links on the way are followed, the way the user sees the folder.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute. Made (0700) when missing. Must not lie inside, above or at the source.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>Patterns in the language of <c>.backupignore</c>; they win over the files in the tree.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>What the backup disk must keep free.</summary>
    public ByteSize MinFreeSpace { get; init; }
}
