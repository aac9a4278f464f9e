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

    /// <summary>What is kept; null: everything.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>
    /// What one snapshot may copy, so that an agent can not fill the backup disk; beyond it there is no snapshot. The first one of a folder is free of it: that is what the user had, before any agent.
    /// </summary>
    public ByteSize MaxNewBytes { get; init; } = ByteSize.FromGibibytes(10);

    /// <summary>A larger file is left out, with a warning; null: none is.</summary>
    public ByteSize? MaxFileSize { get; init; }

    /// <summary>A larger file is copied, with a warning.</summary>
    public ByteSize LargeFileSize { get; init; } = ByteSize.FromGibibytes(1);

    /// <summary>How many files, folders and links a snapshot may have; beyond it there is no snapshot.</summary>
    public int MaxFiles { get; init; } = 2_000_000;
}
