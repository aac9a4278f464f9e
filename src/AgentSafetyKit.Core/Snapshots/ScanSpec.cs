using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What to read, and what to compare it with.</summary>
internal sealed record ScanSpec
{
    public required FolderHandle Root { get; init; }

    /// <summary>The snapshot to compare with: its table and its folder. Folders whose times did not move are not listed again.</summary>
    public Manifest? Previous { get; init; }

    public FolderHandle? PreviousRoot { get; init; }

    /// <summary>The folder of the snapshots: met in the tree, by whatever way it came there, it is not entered.</summary>
    public FolderHandle? Backups { get; init; }

    /// <summary>Patterns besides the ignore files.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>Use these, their own given patterns too, instead of the ignore files in the tree and of <see cref="Given"/>; differences of the files are reported.</summary>
    public IgnoreRules? Frozen { get; init; }

    /// <summary>False: leave nothing out, but note the ignore files.</summary>
    public bool AppliesRules { get; init; } = true;

    /// <summary>The file at the top that an <see cref="EarlierList"/> is, is not there.</summary>
    public bool PassesEarlierList { get; init; }

    /// <summary>What can not be read is taken over from the previous snapshot.</summary>
    public bool KeepsUnreadable { get; init; }

    /// <summary>Compare the contents also of files whose times differ, to tell a touched file from a changed one.</summary>
    public bool ComparesContent { get; init; }

    /// <summary>False: visit every folder, whatever the manifest says. The result is the same; the way is longer.</summary>
    public bool TakesShortcuts { get; init; } = true;

    /// <summary>Where it changed since <see cref="Previous"/>: then only there it is looked. Null: not known.</summary>
    public HeardChanges? Heard { get; init; }

    /// <summary>The same tree as somebody found it a moment ago: only where that differs from <see cref="Previous"/> it is looked again. Null: there is no such look.</summary>
    public TreeTable? Seen { get; init; }

    /// <summary>Whether inode numbers and ctimes say anything there; null: the file system's kind tells.</summary>
    public bool? InodesAreStable { get; init; }

    public IProgress<WorkProgress> Progress { get; init; } = NoProgress.Instance;
}
