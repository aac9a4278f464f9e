namespace AgentSafetyKit.Snapshots;

/// <summary>All that is known of one snapshot: see <see cref="ManifestFormat"/> for the file. Disposing gives the memory of the table back, for all copies made by <c>with</c>; a manifest that is merely forgotten does so later.</summary>
internal sealed record Manifest : IDisposable
{
    public required SnapshotFacts Facts { get; init; }

    public required TreeTable Table { get; init; }

    public required IgnoreRules Rules { get; init; }

    /// <summary>The rules were those of a run's start, not those of the files in the tree: the next check without frozen rules looks at every folder.</summary>
    public bool RulesWereFrozen { get; init; }

    public CaptureStage Stage { get; init; }

    public IReadOnlyList<SnapshotWarning> Warnings { get; init; } = [];

    /// <summary>When the source was begun to be read, in nanoseconds since 1970.</summary>
    public long ScanStart { get; init; }

    /// <summary>How close to the reading a file's times may lie and still be trusted, in nanoseconds.</summary>
    public long RacyGuard { get; init; }

    /// <summary>The source lay where inode numbers and ctimes say nothing (<see cref="FileTree.FileSystemKind.HasStableInodes"/>), and the user was told.</summary>
    public bool InodesWereUnstable { get; init; }

    public RootIdentity Source { get; init; }

    public RootIdentity Snapshot { get; init; }

    public void Dispose() => Table.Dispose();
}
