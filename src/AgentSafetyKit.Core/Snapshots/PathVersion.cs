using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One version of a path, and the snapshots that hold it one after the other.</summary>
public sealed record PathVersion
{
    /// <summary>How it differs from the version before. <see cref="ChangeKind.Deleted"/>: the path is in none of these snapshots, and all but the kind are empty.</summary>
    public required ChangeKind Change { get; init; }

    public required string First { get; init; }

    public required string Last { get; init; }

    /// <summary>It is missing because the rules left it out, whether it was there or not.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>How many snapshots hold it.</summary>
    public int Snapshots { get; init; } = 1;

    public EntryKind Kind { get; init; }

    /// <summary>Of a folder: the files in it, at any depth.</summary>
    public int Files { get; init; }

    /// <summary>Of a folder: all files in it together.</summary>
    public long Size { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Permission bits.</summary>
    public uint Permissions { get; init; }

    /// <summary>Of a file's content; not known where the manifest was lost.</summary>
    public ContentHash Hash { get; init; }

    /// <summary>The snapshot's own file could not be read, or changed while it was read: what it holds is an older version, or a mixed one.</summary>
    public bool IsUncertain { get; init; }
}
